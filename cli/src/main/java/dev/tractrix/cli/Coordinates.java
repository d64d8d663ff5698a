// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Numbers with commas between them. */
final class Coordinates implements ITypeConverter<double[]> {
    @Override
    public double[] convert(String text) {
        return parse(text, "numbers with commas between them");
    }

    /** @param form what is expected, for the message */
    static double[] parse(String text, String form) {
        String[] parts = text.split(",", -1);
        double[] out = new double[parts.length];
        try {
            for (int i = 0; i < out.length; i++) {
                out[i] = Double.parseDouble(parts[i].strip());
            }
        } catch (NumberFormatException e) {
            throw new TypeConversionException("expected " + form + ", got '" + text + "'");
        }
        return out;
    }
}
