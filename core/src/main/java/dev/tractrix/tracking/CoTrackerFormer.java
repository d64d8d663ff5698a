// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.tracking;

import dev.tractrix.nn.Init;
import dev.tractrix.nn.Linear;
import dev.tractrix.nn.Params;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.TensorScope;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * Co-Tracker's transformer: says how to change the tracks. Time blocks look along each track; space blocks let a few virtual
 * tracks look at the points of a frame, at each other, and the points at them, which costs far less than all points at all.
 */
final class CoTrackerFormer {
    private final Linear inputTransform;
    private final Linear flowHead;
    /** null in version 2 */
    private final Linear visibilityHead;
    /** (1, V, 1, D); the name is spelled so in the weights. */
    private final Tensor virtualTracks;

    private final List<CoTrackerBlock> time = new ArrayList<>();
    private final List<CoTrackerBlock> virtual = new ArrayList<>();
    private final List<CoTrackerBlock> pointToVirtual = new ArrayList<>();
    private final List<CoTrackerBlock> virtualToPoint = new ArrayList<>();

    CoTrackerFormer(Params p, CoTrackerConfig config) {
        int d = CoTrackerConfig.HIDDEN;
        inputTransform = new Linear(p.at("input_transform"), config.inputs(), d);
        flowHead = new Linear(p.at("flow_head"), d, config.version() == 2 ? 2 + CoTrackerConfig.LATENT : 2);
        visibilityHead = config.version() == 2 ? null : new Linear(p.at("vis_conf_head"), d, 2);
        virtualTracks = p.weight("virual_tracks", Init.normal(1), 1, config.virtualTracks(), 1, d);
        for (int i = 0; i < config.depth(); i++) {
            time.add(new CoTrackerBlock(p.at("time_blocks", i), false));
            virtual.add(new CoTrackerBlock(p.at("space_virtual_blocks", i), false));
            pointToVirtual.add(new CoTrackerBlock(p.at("space_point2virtual_blocks", i), true));
            virtualToPoint.add(new CoTrackerBlock(p.at("space_virtual2point_blocks", i), true));
        }
    }

    /**
     * @param x (N, S, inputs): N points in S frames
     * @param mask (S, N), 1 where a point takes part, or null for all
     * @return (N, S, 2 + 128) in version 2, (N, S, 4) in version 3
     */
    Tensor forward(Tensor x, Tensor mask) {
        return TensorScope.tidy(() -> {
            long points = x.size(0);
            long frames = x.size(1);
            Tensor tokens = Ops.cat(
                    0, inputTransform.forward(x), virtualTracks.squeeze(0).expand(-1, frames, -1)); // (N+V,S,D)
            for (int i = 0; i < time.size(); i++) {
                int at = i;
                tokens = TensorScope.then(
                        tokens,
                        t -> TensorScope.tidy(() -> {
                            Tensor space = time.get(at).forward(t).transpose(0, 1); // (N+V,S,D) -> (S,N+V,D)
                            Tensor point = space.narrow(1, 0, points);
                            Tensor helper = space.narrow(1, points, space.size(1) - points);
                            helper = virtualToPoint.get(at).forward(helper, point, mask);
                            helper = virtual.get(at).forward(helper);
                            point = pointToVirtual.get(at).forward(point, helper, mask);
                            return Ops.cat(1, point, helper).transpose(0, 1).contiguous(); // (S,N+V,D) -> (N+V,S,D)
                        }));
            }
            Tensor own = tokens.narrow(0, 0, points);
            Tensor flow = flowHead.forward(own);
            return visibilityHead == null ? flow : Ops.cat(2, flow, visibilityHead.forward(own));
        });
    }
}
