// SPDX-License-Identifier: Apache-2.0
// What the stage uses of Konva. Only for the checker, as types.d.ts.
import { Point } from '../types.js';

export namespace Konva {
    let autoDrawEnabled: boolean;

    interface Transform {
        copy(): Transform;
        invert(): Transform;
        point(p: Point): Point;
    }

    interface Context {
        readonly _context: CanvasRenderingContext2D;
        beginPath(): void;
        closePath(): void;
        moveTo(x: number, y: number): void;
        lineTo(x: number, y: number): void;
        rect(x: number, y: number, width: number, height: number): void;
        arc(x: number, y: number, radius: number, from: number, to: number, counterclockwise: boolean): void;
        fillShape(shape: Shape): void;
        strokeShape(shape: Shape): void;
    }

    class Node {
        constructor(config?: object);
        setAttrs(attrs: object): this;
        getAttr(name: string): any;
        name(): string;
        x(x: number): this;
        position(): Point;
        position(p: Point): this;
        scale(s: Point): this;
        scaleX(): number;
        rotation(degrees: number): this;
        opacity(share: number): this;
        visible(is: boolean): this;
        move(by: Point): this;
        destroy(): this;
        getTransform(): Transform;
    }

    /** What its children are its maker knows: they are made and taken apart in one place. */
    class Group extends Node {
        readonly children: any[];
        add(child: Node): this;
        removeChildren(): this;
    }

    class Layer extends Group {
        draw(): this;
        drawHit(): this;
        getCanvas(): { setPixelRatio(ratio: number): void };
        getIntersection(at: Point): Shape | null;
    }

    class Stage extends Group {
        container(): HTMLDivElement;
        width(): number;
        height(): number;
        size(size: { width: number; height: number }): this;
    }

    class Shape extends Node {
        fill(): string;
        fill(colour: string): this;
        stroke(colour: string): this;
        strokeWidth(width: number): this;
    }

    class Rect extends Shape {}
    class Circle extends Shape {}
    class Tag extends Shape {}

    class Line extends Shape {
        points(flat: number[]): this;
    }

    class Image extends Shape {
        image(image: CanvasImageSource): this;
    }

    class Text extends Shape {
        text(text: string): this;
    }

    class Label extends Group {
        getText(): Text;
    }
}
