// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.evaluation;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;

/**
 * The squared Frechet distance of two normal distributions (Dowson and Landau 1982), which FID and FVD take of network
 * features: {@code |m1 - m2|^2 + tr(S1) + tr(S2) - 2 tr((S1 S2)^1/2)}.
 *
 * <p>With {@code S = L L'} from the symmetric eigen decomposition the last trace is the sum of the singular values of
 * {@code L1' L2}. No square root of a matrix is taken that need not exist, so covariances of less than full rank (fewer
 * samples than features) are as good as others.
 */
public final class FrechetDistance {
    private FrechetDistance() {}

    /**
     * The distance, 0 or more.
     *
     * @throws IllegalArgumentException for distributions of different dimension
     */
    public static double between(FeatureStatistics a, FeatureStatistics b) {
        int n = a.mean().length;
        if (b.mean().length != n) {
            throw new IllegalArgumentException("features of " + n + " and of " + b.mean().length + " numbers");
        }
        double distance = 0;
        for (int i = 0; i < n; i++) {
            double d = a.mean()[i] - b.mean()[i];
            distance += d * d + a.covariance()[i * n + i] + b.covariance()[i * n + i];
        }
        DMatrixRMaj la = factor(a.covariance(), n);
        DMatrixRMaj lb = factor(b.covariance(), n);
        if (la.numCols == 0 || lb.numCols == 0) {
            return distance;
        }
        DMatrixRMaj product = new DMatrixRMaj(la.numCols, lb.numCols);
        CommonOps_DDRM.multTransA(la, lb, product);
        SingularValueDecomposition_F64<DMatrixRMaj> svd =
                DecompositionFactory_DDRM.svd(product.numRows, product.numCols, false, false, true);
        if (!svd.decompose(product)) {
            throw new IllegalStateException("the singular values of the covariances do not converge");
        }
        double root = Arrays.stream(svd.getSingularValues(), 0, svd.numberOfSingularValues())
                .sum();
        return Math.max(0, distance - 2 * root);
    }

    /** L of n x rank with S = L L'; directions without variance beyond rounding are left out. */
    private static DMatrixRMaj factor(double[] covariance, int n) {
        EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(n, true, true);
        if (!eigen.decompose(new DMatrixRMaj(n, n, true, covariance.clone()))) {
            throw new IllegalStateException("the eigenvalues of the covariance do not converge");
        }
        double largest = 0;
        for (int i = 0; i < n; i++) {
            largest = Math.max(largest, eigen.getEigenvalue(i).getReal());
        }
        double rounding = n * Math.ulp(1.0) * largest;
        int[] kept = IntStream.range(0, n)
                .filter(i -> eigen.getEigenvalue(i).getReal() > rounding)
                .toArray();
        DMatrixRMaj factor = new DMatrixRMaj(n, kept.length);
        for (int k = 0; k < kept.length; k++) {
            double scale = Math.sqrt(eigen.getEigenvalue(kept[k]).getReal());
            DMatrixRMaj vector = eigen.getEigenVector(kept[k]);
            for (int i = 0; i < n; i++) {
                factor.set(i, k, scale * vector.get(i));
            }
        }
        return factor;
    }
}
