// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code tractrix generate}: a scene becomes a clip. */
@Command(
        name = "generate",
        header = "Make the clip of a scene: its things move along their lines.",
        description = {
            "Checks the scene first, as 'tractrix check' does. Beside the clip goes its record, the same name with .json:",
            "scene, settings, seeds, hashes and versions, enough for 'tractrix replay'. The record is inside the clip too.",
            "How well each thing followed its line is measured and put into the record beside the clip."
        })
final class Generate extends Action {
    @Mixin
    private SceneSource source;

    @Mixin
    private ClipOutput output;

    @Mixin
    private RunOptions options;

    @Override
    int run() {
        ClipMaker maker = output.maker(this, source.path);
        output.tell(this, maker.make(options.load(source)));
        return ExitCode.DONE;
    }
}
