// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.media;

import static dev.tractrix.media.Ffmpeg.check;
import static org.bytedeco.ffmpeg.global.avcodec.*;
import static org.bytedeco.ffmpeg.global.avformat.*;
import static org.bytedeco.ffmpeg.global.avutil.*;
import static org.bytedeco.ffmpeg.presets.avutil.AVERROR_EAGAIN;

import dev.tractrix.fault.BadInputException;
import dev.tractrix.image.Picture;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avcodec.AVPacketSideData;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVDictionaryEntry;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Pointer;

/** The first video stream of a file, through FFmpeg, upright and as RGB. */
final class Decoder implements AutoCloseable {
    private final AVFormatContext format = new AVFormatContext((Pointer) null);
    private final AVFrame frame = av_frame_alloc();
    private final AVPacket packet = av_packet_alloc();
    private AVStream stream;
    private AVCodecContext codec;
    private FilterChain toRgb;
    private int frames;
    private int width;
    private int height;
    private long firstTick;
    private long lastTick;
    private long lastDuration;

    /** Opens the file and reads its headers. */
    Decoder(Path file, ReadLimits limits) throws IOException {
        try {
            openFormat(format, file);
            check(avformat_find_stream_info(format, (AVDictionary) null), "streams");
            AVCodec decoder = new AVCodec((Pointer) null);
            int index = check(av_find_best_stream(format, AVMEDIA_TYPE_VIDEO, -1, -1, decoder, 0), "no video in it");
            stream = format.streams(index);
            codec = avcodec_alloc_context3(decoder);
            check(avcodec_parameters_to_context(codec, stream.codecpar()), "decoder");
            codec.pkt_timebase(stream.time_base());
            // refused by the decoder before it allocates a frame
            codec.max_pixels(limits.framePixels());
            codec.thread_count(Math.min(4, Runtime.getRuntime().availableProcessors()));
            codec.err_recognition(AV_EF_EXPLODE);
            if ((long) codec.width() * codec.height() > limits.framePixels()) {
                throw BadInputException.of(
                        file.toString(),
                        "at most " + limits.framePixels() + " pixels a frame",
                        codec.width() + "x" + codec.height(),
                        "scale it down");
            }
            check(avcodec_open2(codec, decoder, (AVDictionary) null), "decoder");
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /** One tag of the container, by name, whatever its case. */
    static Optional<String> tag(Path file, String name) throws IOException {
        AVFormatContext format = new AVFormatContext((Pointer) null);
        try {
            openFormat(format, file);
            AVDictionaryEntry entry = av_dict_get(format.metadata(), name, null, 0);
            return entry == null || entry.isNull()
                    ? Optional.empty()
                    : Optional.of(entry.value().getString(StandardCharsets.UTF_8));
        } finally {
            if (!format.isNull()) {
                avformat_close_input(format);
            }
        }
    }

    private static void openFormat(AVFormatContext format, Path file) throws IOException {
        try (BytePointer url = Ffmpeg.url(file)) {
            check(avformat_open_input(format, url, null, (AVDictionary) null), "open");
        }
    }

    /** Decodes every frame in the order of its time. */
    void forEach(Consumer<Picture> each) throws IOException {
        while (true) {
            int code = av_read_frame(format, packet);
            if (code == AVERROR_EOF()) {
                break;
            }
            check(code, "read");
            try {
                if (packet.stream_index() == stream.index()) {
                    if ((packet.flags() & AV_PKT_FLAG_CORRUPT) != 0) {
                        throw new IOException("frame " + frames + " is cut off");
                    }
                    check(avcodec_send_packet(codec, packet), "frame " + frames);
                    receive(each);
                }
            } finally {
                av_packet_unref(packet);
            }
        }
        check(avcodec_send_packet(codec, null), "end");
        receive(each);
    }

    private void receive(Consumer<Picture> each) throws IOException {
        while (true) {
            int code = avcodec_receive_frame(codec, frame);
            if (code == AVERROR_EAGAIN() || code == AVERROR_EOF()) {
                return;
            }
            check(code, "frame " + frames);
            if (toRgb == null) {
                toRgb = new FilterChain(frame, stream.time_base(), filters());
                firstTick = frame.best_effort_timestamp();
                width = frame.width();
                height = frame.height();
            } else if (frame.width() != width || frame.height() != height) {
                // the filters would scale it to the first frame's size without a word
                throw BadInputException.of(
                        "frame " + frames + " of the clip",
                        width + "x" + height + " like the first",
                        frame.width() + "x" + frame.height(),
                        "scale the clip to one size");
            }
            lastTick = frame.best_effort_timestamp();
            lastDuration = frame.duration();
            frames++;
            toRgb.push(frame);
            av_frame_unref(frame);
            for (AVFrame f = toRgb.pull(); f != null; f = toRgb.pull()) {
                each.accept(picture(f));
            }
        }
    }

    private String filters() {
        String rgb = "scale=flags=bicubic+accurate_rnd+full_chroma_inp+full_chroma_int,format=rgb24";
        AVPacketSideData matrix = av_packet_side_data_get(
                stream.codecpar().coded_side_data(), stream.codecpar().nb_coded_side_data(), AV_PKT_DATA_DISPLAYMATRIX);
        if (matrix == null || matrix.isNull()) {
            return rgb;
        }
        // counter-clockwise degrees, NaN for a singular matrix; phones store quarter turns only
        double degrees = av_display_rotation_get(new IntPointer(matrix.data()));
        return switch ((int) Math.round(Double.isNaN(degrees) ? 0 : degrees)) {
            case 90 -> "transpose=cclock," + rgb;
            case -90 -> "transpose=clock," + rgb;
            case 180, -180 -> "hflip,vflip," + rgb;
            default -> rgb;
        };
    }

    /** Copies an RGB24 frame's pixels. */
    static Picture picture(AVFrame f) {
        int row = f.width() * 3;
        byte[] rgb = new byte[Math.multiplyExact(row, f.height())];
        try (BytePointer data = new BytePointer(f.data(0))) {
            for (int y = 0; y < f.height(); y++) {
                data.position((long) y * f.linesize(0)).get(rgb, y * row, row);
            }
        }
        return new Picture(f.width(), f.height(), rgb);
    }

    /** Frames per second by the time stamps of the frames decoded, else by the header; 0 where neither says. */
    double fps() {
        AVRational tick = stream.time_base();
        long ticks = lastTick - firstTick;
        if (frames > 1 && ticks > 0) {
            double between = (frames - 1) / (ticks * av_q2d(tick));
            AVRational header = stream.avg_frame_rate();
            // time stamps in 1/1000 s blur a rate that the header has exactly
            return header.den() != 0 && Math.abs(av_q2d(header) - between) < 0.01 * between ? av_q2d(header) : between;
        }
        return lastDuration > 0 ? 1 / (lastDuration * av_q2d(tick)) : 0;
    }

    @Override
    public void close() {
        if (toRgb != null) {
            toRgb.close();
        }
        if (codec != null) {
            avcodec_free_context(codec);
        }
        if (!format.isNull()) {
            avformat_close_input(format);
        }
        av_packet_free(packet);
        av_frame_free(frame);
    }
}
