// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.media;

import static dev.tractrix.media.Ffmpeg.check;
import static dev.tractrix.media.Ffmpeg.present;
import static org.bytedeco.ffmpeg.global.avcodec.*;
import static org.bytedeco.ffmpeg.global.avformat.*;
import static org.bytedeco.ffmpeg.global.avutil.*;
import static org.bytedeco.ffmpeg.presets.avutil.AVERROR_EAGAIN;

import dev.tractrix.image.Picture;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/** One video stream through FFmpeg into one file. */
final class Encoder implements AutoCloseable {
    /** The Matroska tag that carries the XMP packet: WebM has no place of its own for one. */
    static final String XMP_TAG = "XMP";

    private static final String ACCURATE = "flags=bicubic+accurate_rnd+full_chroma_inp+full_chroma_int";
    private static final String BT709 = "scale=" + ACCURATE + ":out_color_matrix=bt709:out_range=tv,format=yuv420p";

    /**
     * How a container is written.
     *
     * @param ticksPerSecond the unit of its time stamps; 0: one frame
     */
    private record Recipe(
            String muxer,
            String codec,
            String filters,
            int ticksPerSecond,
            Map<String, String> codecOptions,
            Map<String, String> muxerOptions) {}

    private final Recipe recipe;
    private final double fps;
    private final AVRational timeBase;
    private final AVFrame input = av_frame_alloc();
    private final AVPacket packet = av_packet_alloc();
    private final FilterChain filters;
    private final AVFormatContext format = new AVFormatContext((Pointer) null);
    private AVCodecContext codec;
    private AVStream stream;
    private AVIOContext io;
    private int frames;

    /** @param tags title, comment and the like, by FFmpeg's names */
    Encoder(ClipFormat clipFormat, Path file, int width, int height, double fps, Map<String, String> tags)
            throws IOException {
        this.recipe = recipe(clipFormat);
        this.fps = fps;
        timeBase = recipe.ticksPerSecond == 0
                ? av_inv_q(av_d2q(fps, 100_000))
                : new AVRational().num(1).den(recipe.ticksPerSecond);
        input.width(width)
                .height(height)
                .format(AV_PIX_FMT_RGB24)
                .colorspace(AVCOL_SPC_RGB)
                .color_range(AVCOL_RANGE_JPEG);
        filters = new FilterChain(input, timeBase, recipe.filters);
        try {
            check(av_frame_get_buffer(input, 0), "frame");
            open(file, tags);
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    private static Recipe recipe(ClipFormat format) {
        return switch (format) {
            case MP4 ->
                new Recipe(
                        "mp4",
                        "libopenh264",
                        BT709,
                        0,
                        Map.of("rc_mode", "quality", "profile", "high", "allow_skip_frames", "0"),
                        Map.of("movflags", "+faststart", "fflags", "+bitexact"));
            case WEBM ->
                new Recipe(
                        "webm",
                        "libvpx-vp9",
                        BT709,
                        0,
                        Map.of("crf", "18", "b", "0", "deadline", "good", "cpu-used", "4", "row-mt", "1"),
                        Map.of("fflags", "+bitexact"));
            case GIF ->
                new Recipe(
                        "gif",
                        "gif",
                        "split[a][b];[a]palettegen=stats_mode=full[p];"
                                // still regions keep their dots: only the rectangle that changed is dithered anew
                                + "[b][p]paletteuse=dither=sierra2_4a:diff_mode=rectangle",
                        100,
                        Map.of(),
                        Map.of("loop", "0"));
            case WEBP ->
                new Recipe(
                        "webp",
                        "libwebp_anim",
                        "format=bgra",
                        1000,
                        Map.of("quality", "92", "compression_level", "4"),
                        Map.of("loop", "0"));
            case PNG_FRAMES -> throw new IllegalArgumentException("PNG frames are no single file");
        };
    }

    private void open(Path file, Map<String, String> tags) throws IOException {
        check(avformat_alloc_output_context2(format, null, recipe.muxer, null), recipe.muxer);
        AVCodec encoder = present(avcodec_find_encoder_by_name(recipe.codec), "no encoder " + recipe.codec);
        codec = avcodec_alloc_context3(encoder);
        codec.width(filters.width())
                .height(filters.height())
                .pix_fmt(filters.pixelFormat())
                .time_base(timeBase);
        codec.framerate(av_d2q(fps, 100_000));
        codec.colorspace(filters.colorspace()).color_range(filters.colorRange());
        if (codec.pix_fmt() == AV_PIX_FMT_YUV420P) {
            codec.color_primaries(AVCOL_PRI_BT709).color_trc(AVCOL_TRC_BT709);
        }
        codec.thread_count(Math.min(4, Runtime.getRuntime().availableProcessors()));
        if (recipe.codec.equals("libopenh264")) {
            // more threads cut each frame into slices, which changes the bytes from machine to machine
            codec.thread_count(1).slices(1).gop_size(60);
            // short clips end before a rate control has settled: a rate that never binds, and a narrow choice of
            // quantisers
            codec.bit_rate((long) Math.min(200e6, 8.0 * codec.width() * codec.height() * fps))
                    .qmin(16)
                    .qmax(20);
        }
        if ((format.oformat().flags() & AVFMT_GLOBALHEADER) != 0) {
            codec.flags(codec.flags() | AV_CODEC_FLAG_GLOBAL_HEADER);
        }
        codec.flags(codec.flags() | AV_CODEC_FLAG_BITEXACT);
        try (Options options = new Options(recipe.codecOptions)) {
            check(avcodec_open2(codec, encoder, options.dictionary), recipe.codec);
        }
        stream = present(avformat_new_stream(format, null), "no stream");
        check(avcodec_parameters_from_context(stream.codecpar(), codec), recipe.codec);
        stream.time_base(timeBase);
        stream.avg_frame_rate(codec.framerate());
        AVDictionary metadata = new AVDictionary((Pointer) null);
        for (Map.Entry<String, String> tag : tags.entrySet()) {
            try (BytePointer key = new BytePointer(tag.getKey(), StandardCharsets.UTF_8);
                    BytePointer value = new BytePointer(tag.getValue(), StandardCharsets.UTF_8)) {
                av_dict_set(metadata, key, value, 0);
            }
        }
        format.metadata(metadata);
        io = new AVIOContext((Pointer) null);
        try (BytePointer url = Ffmpeg.url(file);
                Options options = new Options(recipe.muxerOptions)) {
            check(avio_open(io, url, AVIO_FLAG_WRITE), file.toString());
            format.pb(io);
            // the MP4 muxer opens the file again by its name to move the index to the front
            format.url(av_strdup(url));
            check(avformat_write_header(format, options.dictionary), "header");
        }
    }

    /** Adds the next frame. */
    void write(Picture picture) throws IOException {
        check(av_frame_make_writable(input), "frame");
        int row = picture.width() * 3;
        try (BytePointer data = new BytePointer(input.data(0))) {
            for (int y = 0; y < picture.height(); y++) {
                data.position((long) y * input.linesize(0)).put(picture.rgb(), y * row, row);
            }
        }
        long from = tick(frames);
        input.pts(from).duration(tick(frames + 1) - from);
        frames++;
        filters.push(input);
        drain();
    }

    private long tick(int frame) {
        return recipe.ticksPerSecond == 0 ? frame : Math.round(frame * recipe.ticksPerSecond / fps);
    }

    private void drain() throws IOException {
        for (AVFrame f = filters.pull(); f != null; f = filters.pull()) {
            f.pict_type(AV_PICTURE_TYPE_NONE);
            check(avcodec_send_frame(codec, f), recipe.codec);
            receive();
        }
    }

    private void receive() throws IOException {
        while (true) {
            int code = avcodec_receive_packet(codec, packet);
            if (code == AVERROR_EAGAIN() || code == AVERROR_EOF()) {
                return;
            }
            check(code, recipe.codec);
            if (packet.duration() == 0 && recipe.ticksPerSecond == 0) {
                packet.duration(1);
            }
            av_packet_rescale_ts(packet, timeBase, stream.time_base());
            packet.stream_index(0);
            check(av_interleaved_write_frame(format, packet), "write");
        }
    }

    /** Writes what is still held back and the end of the file. */
    void finish() throws IOException {
        filters.push(null);
        drain();
        check(avcodec_send_frame(codec, null), recipe.codec);
        receive();
        check(av_write_trailer(format), "write");
        // a full disk shows only when the last buffer is flushed
        AVIOContext closing = io;
        io = null;
        format.pb(null);
        check(avio_closep(closing), "write");
    }

    @Override
    public void close() {
        if (io != null && !io.isNull()) {
            avio_closep(io);
        }
        if (!format.isNull()) {
            avformat_free_context(format);
        }
        if (codec != null) {
            avcodec_free_context(codec);
        }
        filters.close();
        av_packet_free(packet);
        av_frame_free(input);
    }

    /** A dictionary that frees itself. */
    private static final class Options implements AutoCloseable {
        final AVDictionary dictionary = new AVDictionary((Pointer) null);

        Options(Map<String, String> values) {
            values.forEach((k, v) -> av_dict_set(dictionary, k, v, 0));
        }

        @Override
        public void close() {
            av_dict_free(dictionary);
        }
    }
}
