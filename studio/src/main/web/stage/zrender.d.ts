// SPDX-License-Identifier: Apache-2.0
// What the stage uses of zrender, whose jar has no types. Only for the checker, as types.d.ts.
export namespace zrender {
    function init(root: HTMLElement, options: object): ZRender;

    interface ZRender {
        add(root: Group): void;
        refreshImmediately(): void;
        resize(size: { width: number; height: number }): void;
        findHover(x: number, y: number): { target?: Displayable };
        dispose(): void;
    }

    /** What a path is built with: it goes to the canvas at once, or is kept for questions; then there is no context. */
    interface PathProxy {
        getContext(): CanvasRenderingContext2D | undefined;
        moveTo(x: number, y: number): void;
        lineTo(x: number, y: number): void;
        rect(x: number, y: number, width: number, height: number): void;
        arc(x: number, y: number, radius: number, from: number, to: number): void;
        closePath(): void;
    }

    class Element {
        constructor(config?: object);
        name: string;
        attr(name: string, value: unknown): this;
        attr(attrs: object): this;
        transformCoordToLocal(x: number, y: number): [number, number];
    }

    /** What its children are its maker knows: they are made and taken apart in one place. */
    class Group extends Element {
        childrenRef(): any[];
        add(child: Element): this;
        remove(child: Element): this;
        removeAll(): this;
        traverse(told: (node: any) => void): this;
    }

    class Displayable extends Element {
        setStyle(name: string, value: unknown): this;
        setStyle(style: object): this;
    }

    class Path extends Displayable {
        shape: any;
        setShape(shape: object): this;
        dirtyShape(): void;
        static extend<S extends object>(
            kind: {
                type: string;
                shape: S;
                buildPath(path: PathProxy, shape: S): void;
                contain?(x: number, y: number): boolean;
            } & ThisType<Path>,
        ): typeof Path;
    }

    class Polyline extends Path {}
    class Polygon extends Path {}
    class Line extends Path {}
    class Circle extends Path {}
    class Rect extends Path {}
    class Image extends Displayable {}
    class Text extends Displayable {}
}
