// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio.clips;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tractrix.scene.SceneWriter;
import dev.tractrix.studio.store.Images;
import dev.tractrix.studio.store.StoredClip;
import dev.tractrix.studio.store.StoredMasks;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Everything of a clip in one ZIP, to hand on: unpacked, {@code tractrix generate scene.json} and {@code tractrix replay
 * clip.json} work in it, and {@code index.html} shows it.
 */
public final class ShareFolder {
    private final Images images;
    private final StoredMasks masks;
    private final ClipMedia media;

    public ShareFolder(Images images, StoredMasks masks, ClipMedia media) {
        this.images = images;
        this.masks = masks;
        this.media = media;
    }

    public void write(StoredClip clip, Path file) throws IOException {
        Images.Image image = images.get(clip.owner(), clip.image());
        try (OutputStream to = new BufferedOutputStream(Files.newOutputStream(file));
                ZipOutputStream zip = new ZipOutputStream(to)) {
            add(zip, ClipRecords.pictureName(image.type()), Files.readAllBytes(images.file(image)));
            JsonNode entities = clip.scene().path("entities");
            for (int e = 0; e < entities.size(); e++) {
                JsonNode mask = entities.get(e).path("mask");
                if (mask.isTextual() && !mask.textValue().matches("whole|rest")) {
                    Path png = masks.file(masks.get(clip.owner(), mask.textValue()));
                    add(zip, ClipRecords.maskName(e), Files.readAllBytes(png));
                }
            }
            ObjectNode scene = ClipRecords.withNames(clip.scene().deepCopy(), image.type());
            add(zip, "scene.json", text(SceneWriter.text(scene)));
            add(zip, "clip.json", text(SceneWriter.text(clip.record())));
            add(zip, "clip.mp4", Files.readAllBytes(media.clip(clip, "mp4")));
            add(zip, "animatic.mp4", Files.readAllBytes(media.animatic(clip, "mp4")));
            if (clip.report() != null) {
                add(zip, "adherence.json", text(SceneWriter.text(clip.report())));
            }
            add(zip, "index.html", text(page(clip, ClipRecords.pictureName(image.type()))));
        }
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void add(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(bytes);
        zip.closeEntry();
    }

    /** Works from the disk, without a server and without a script. */
    private static String page(StoredClip clip, String picture) {
        return """
                <!doctype html>
                <html lang="en">
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width">
                <title>%1$s</title>
                <style>body{font:16px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem}
                div{display:grid;gap:1rem;grid-template-columns:repeat(auto-fit,minmax(18rem,1fr))}
                video,img{width:100%%}</style>
                <h1>%1$s</h1>
                <div>
                <figure><video src="clip.mp4" controls loop muted autoplay></video><figcaption>The clip, made by a model</figcaption></figure>
                <figure><video src="animatic.mp4" controls loop muted autoplay></video><figcaption>What was asked, without a model</figcaption></figure>
                <figure><img src="%2$s" alt="The picture"><figcaption>The picture</figcaption></figure>
                </div>
                <p>%3$d frames, %4$dx%5$d, model %6$s. <a href="scene.json">Scene</a>, <a href="clip.json">record</a>.</p>
                </html>
                """.formatted(
                escaped(clip.name()), picture, clip.frames(), clip.width(), clip.height(), escaped(clip.model()));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }
}
