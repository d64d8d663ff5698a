# SPDX-License-Identifier: Apache-2.0
"""Runs every fixture script, or those named on the command line."""

import importlib
import sys

SCRIPTS = [
    "temporal_vae",
    "spatio_temporal_unet",
    "euler_scheduler",
    "resize_antialias",
    "clip",
    "features",
    "sam",
    "sam_predictor",
    "sam_2",
    "mobile_sam",
    "ground_fill",
    "thing_completion",
    "refiner",
    "co_tracker",
    "inception",
    "i3d",
    "torch_script",
    "control_net",
    "control_maps",
    "denoise_loop",
    "training_objective",
    "scene_tracks",
    "torch_files",
    "shapes",
    "sam_shapes",
]

if __name__ == "__main__":
    for script in sys.argv[1:] or SCRIPTS:
        importlib.import_module(script).main()
