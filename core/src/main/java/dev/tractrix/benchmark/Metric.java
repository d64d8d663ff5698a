// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.benchmark;

/** What a run is measured by. */
public enum Metric {
    PATH_ERROR("pathErrorPercent", "path error, % of the diagonal", Better.LOW),
    STATIC_ERROR("staticErrorPercent", "path error of a clip that never moves", Better.NEITHER),
    ANIMATIC_ERROR("animaticErrorPercent", "path error of the animatic: the instrument's own", Better.NEITHER),
    OBJ_MC("objMc256", "ObjMC normalised, px of 256x256", Better.LOW),
    OBJ_MC_STATIC("objMc256Static", "ObjMC of a clip that never moves", Better.NEITHER),
    OBJ_MC_SHUFFLED("objMc256Shuffled", "ObjMC of the things' ways exchanged", Better.NEITHER),
    OBJ_MC_ANIMATIC("objMc256Animatic", "ObjMC of the animatic", Better.NEITHER),
    OBJ_MC_LEGACY("objMcLegacy", "ObjMC legacy, px of the clip", Better.LOW),
    OBJ_MC_LEGACY_STATIC("objMcLegacyStatic", "ObjMC legacy of a clip that never moves", Better.NEITHER),
    OBJ_MC_LEGACY_SHUFFLED("objMcLegacyShuffled", "ObjMC legacy of the things' ways exchanged", Better.NEITHER),
    OBJ_MC_LEGACY_ANIMATIC("objMcLegacyAnimatic", "ObjMC legacy of the animatic", Better.NEITHER),
    SCALE_ERROR("scaleErrorPercent", "size error, %", Better.LOW),
    LEAK("leak", "leak near the thing, share of its way", Better.LOW),
    DRIFT("driftPercent", "drift of the rest, % of the diagonal", Better.LOW),
    LOCKED_PSNR("lockedPsnr", "locked regions, dB", Better.HIGH),
    THING_SHARPNESS("thingSharpness", "sharpness of the moved things, of the photograph's", Better.HIGH),
    SHARPNESS("sharpness", "sharpness, of the first frame's", Better.HIGH),
    FLICKER("flicker", "flicker, luma", Better.LOW),
    WARP_ERROR("warpError", "warp error, squared", Better.LOW),
    PSNR("psnr", "PSNR against the truth, dB", Better.HIGH),
    SSIM("ssim", "SSIM against the truth", Better.HIGH),
    UNCOVERED_PSNR("uncoveredPsnr", "PSNR of uncovered ground, dB", Better.HIGH),
    EDGE_PSNR("edgePsnr", "PSNR along the things' outlines, dB", Better.HIGH),
    FEATURE_ERROR("featureError", "unlikeness to the truth in the embedded features", Better.LOW),
    MASK_IOU("maskIou", "mask IoU", Better.HIGH),
    BOX_IOU("boxIou", "box IoU", Better.HIGH),
    IOU_OBJECTS("iouObjects", "objects whose masks are carried", Better.NEITHER),
    THINGS("things", "moving things", Better.NEITHER),
    UNTRACKABLE("untrackable", "untrackable things", Better.NEITHER);

    /** Which end of a metric is good. */
    public enum Better {
        LOW,
        HIGH,
        /** It says what the others are to be read against. */
        NEITHER
    }

    private final String key;
    private final String title;
    private final Better better;

    Metric(String key, String title, Better better) {
        this.key = key;
        this.title = title;
        this.better = better;
    }

    /** As it stands in files. */
    public String key() {
        return key;
    }

    public String title() {
        return title;
    }

    public Better better() {
        return better;
    }
}
