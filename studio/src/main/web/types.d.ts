// SPDX-License-Identifier: Apache-2.0
// The page's types. Only for the checker: nothing here is sent to the browser.

export type Easing = 'linear' | 'ease-in' | 'ease-out' | 'ease-in-out' | 'hold';
export type Kind = 'thing' | 'background' | 'whole' | 'lock';

export interface Point {
    x: number;
    y: number;
}

/** As in scene.schema.json, defaults filled in. */
export interface Keyframe extends Point {
    time: number;
    scale: number;
    easing: Easing;
    visible: boolean;
}

/** No keyframe at all means that the thing stays. */
export interface Trajectory {
    anchor: 'offset' | 'path';
    keyframes: readonly Keyframe[];
}

export interface CameraMove {
    from: number;
    to: number;
    pan: readonly [number, number];
    zoom: number;
    centre: readonly [number, number];
    easing: Easing;
}

/** x' = zoom x + dx, y' = zoom y + dy, source pixels. */
export interface Pose {
    zoom: number;
    dx: number;
    dy: number;
}

export interface Disc extends Point {
    radius: number;
}

export interface Box {
    left: number;
    top: number;
    right: number;
    bottom: number;
}

/** What was pointed at to select a thing. */
export interface Prompts {
    positive: readonly Point[];
    negative: readonly Point[];
    box: Box | null;
}

/**
 * A mask by the key of its pixels in the mask store; 'whole' and 'rest' as in the scene file; null while the entity has
 * none yet.
 */
export type MaskKey = string | null;

export interface Entity {
    /** Never changes; the name may. */
    key: string;
    name: string;
    kind: Kind;
    /** Index into the palette. */
    colour: number;
    mask: MaskKey;
    prompts: Prompts;
    trajectory: Trajectory;
    /** Left out of the animatic and of what is generated. */
    hidden: boolean;
    /** Not to be changed by mistake. */
    frozen: boolean;
}

export interface ImageRef {
    /** The server's id; null while it is being uploaded. */
    id: string;
    name: string;
    width: number;
    height: number;
}

/** Everything that undo and redo go over: plain data, never changed in place. */
export interface Doc {
    image: ImageRef | null;
    frames: number;
    fps: number;
    /** The first is on top. */
    entities: readonly Entity[];
    camera: readonly CameraMove[];
    lockRest: boolean;
    settings: Readonly<Record<string, unknown>>;
}

export interface Entry {
    label: string;
    doc: Doc;
    /** Entries of one gesture have one mark and are merged. */
    mark: string | null;
}

export interface History {
    past: readonly Entry[];
    present: Entry;
    future: readonly Entry[];
}

export interface MaskPixels {
    width: number;
    height: number;
    /** One byte a pixel, 0 or 1. */
    inside: Uint8Array;
}

export interface Warning {
    text: string;
    /** Of the entity that it concerns. */
    entity: string | null;
    level: 'note' | 'warning' | 'error';
}

export type ToolName = 'move' | 'pick' | 'box' | 'lasso' | 'brush' | 'eraser' | 'draw' | 'pen' | 'line' | 'camera' | 'pan';
