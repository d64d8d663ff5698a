// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.media;

import static dev.tractrix.media.Ffmpeg.check;
import static dev.tractrix.media.Ffmpeg.present;
import static org.bytedeco.ffmpeg.global.avcodec.*;
import static org.bytedeco.ffmpeg.global.avutil.*;

import dev.tractrix.fault.BadInputException;
import dev.tractrix.image.Picture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.javacpp.BytePointer;

/** Animated WebP: FFmpeg 8.0 decodes stills only, so each frame is handed to it as one and composed here. */
final class WebpAnimation {
    private WebpAnimation() {}

    /**
     * @param fps as the metadata says; 0 where it does not
     * @return frames per second as the durations say
     */
    static double read(Path file, ReadLimits limits, double fps, Consumer<Picture> each) throws IOException {
        byte[] webp = Files.readAllBytes(file);
        List<WebpChunks.AnimationFrame> frames = WebpChunks.frames(webp);
        if (frames.isEmpty()) {
            Rgba still = decode(webp, limits);
            Picture canvas = Picture.black(still.width, still.height);
            draw(still, 0, 0, true, canvas);
            each.accept(canvas);
            return 0;
        }
        int[] size = WebpChunks.canvas(webp);
        if ((long) size[0] * size[1] > limits.framePixels()) {
            throw BadInputException.of(
                    file.toString(),
                    "at most " + limits.framePixels() + " pixels a frame",
                    size[0] + "x" + size[1],
                    "scale it down");
        }
        Picture canvas = Picture.black(size[0], size[1]);
        long ms = 0;
        for (WebpChunks.AnimationFrame f : frames) {
            Rgba image = decode(f.image(), limits);
            if (f.x() + image.width > size[0] || f.y() + image.height > size[1]) {
                throw new IOException("a frame lies outside the canvas");
            }
            draw(image, f.x(), f.y(), f.blend(), canvas);
            // the encoder merges frames that are alike into one that is shown longer
            int repeats = fps > 0 ? (int) Math.max(1, Math.round(f.durationMs() * fps / 1000)) : 1;
            for (int i = 0; i < repeats; i++) {
                each.accept(canvas.copy());
            }
            ms += f.durationMs();
            if (f.dispose()) {
                draw(new Rgba(image.width, image.height, new byte[image.rgba.length]), f.x(), f.y(), false, canvas);
            }
        }
        return ms > 0 ? frames.size() * 1000.0 / ms : 0;
    }

    private record Rgba(int width, int height, byte[] rgba) {}

    private static void draw(Rgba image, int left, int top, boolean blend, Picture canvas) {
        byte[] rgb = canvas.rgb();
        for (int y = 0; y < image.height; y++) {
            for (int x = 0; x < image.width; x++) {
                int s = 4 * (y * image.width + x);
                int d = 3 * ((top + y) * canvas.width() + left + x);
                int alpha = image.rgba[s + 3] & 0xff;
                for (int c = 0; c < 3; c++) {
                    // over what is there, or over black where the frame replaces it
                    int below = blend ? rgb[d + c] & 0xff : 0;
                    rgb[d + c] = (byte) ((alpha * (image.rgba[s + c] & 0xff) + (255 - alpha) * below + 127) / 255);
                }
            }
        }
    }

    private static Rgba decode(byte[] webp, ReadLimits limits) throws IOException {
        AVCodec decoder = present(avcodec_find_decoder(AV_CODEC_ID_WEBP), "no WebP decoder");
        AVCodecContext codec = avcodec_alloc_context3(decoder);
        AVPacket packet = av_packet_alloc();
        AVFrame frame = av_frame_alloc();
        try {
            codec.max_pixels(limits.framePixels());
            codec.thread_count(1);
            check(avcodec_open2(codec, decoder, (AVDictionary) null), "WebP");
            check(av_new_packet(packet, webp.length), "memory");
            packet.data().put(webp);
            check(avcodec_send_packet(codec, packet), "frame");
            check(avcodec_receive_frame(codec, frame), "frame");
            try (FilterChain toRgba = new FilterChain(
                    frame,
                    new AVRational().num(1).den(1000),
                    "scale=flags=bicubic+accurate_rnd+full_chroma_inp+full_chroma_int,format=rgba")) {
                frame.pts(0);
                toRgba.push(frame);
                toRgba.push(null);
                AVFrame out = present(toRgba.pull(), "no frame");
                byte[] rgba = new byte[Math.multiplyExact(4 * out.width(), out.height())];
                try (BytePointer data = new BytePointer(out.data(0))) {
                    for (int y = 0; y < out.height(); y++) {
                        data.position((long) y * out.linesize(0)).get(rgba, 4 * y * out.width(), 4 * out.width());
                    }
                }
                return new Rgba(out.width(), out.height(), rgba);
            }
        } finally {
            avcodec_free_context(codec);
            av_packet_free(packet);
            av_frame_free(frame);
        }
    }
}
