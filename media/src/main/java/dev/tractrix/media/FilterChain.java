// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.media;

import static dev.tractrix.media.Ffmpeg.check;
import static org.bytedeco.ffmpeg.global.avfilter.*;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_unref;
import static org.bytedeco.ffmpeg.global.avutil.av_strdup;
import static org.bytedeco.ffmpeg.presets.avutil.AVERROR_EAGAIN;

import java.io.IOException;
import java.util.Locale;
import org.bytedeco.ffmpeg.avfilter.AVFilterContext;
import org.bytedeco.ffmpeg.avfilter.AVFilterGraph;
import org.bytedeco.ffmpeg.avfilter.AVFilterInOut;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/** FFmpeg filters in a row, frames in and frames out: colour conversion and palettes. */
final class FilterChain implements AutoCloseable {
    private final AVFilterGraph graph;
    private final AVFilterContext source = new AVFilterContext((Pointer) null);
    private final AVFilterContext sink = new AVFilterContext((Pointer) null);
    private final AVFrame out = av_frame_alloc();

    /**
     * @param like size, pixel format and colour tags of the frames that will come
     * @param timeBase the unit of their time stamps, seconds
     * @param filters as FFmpeg's {@code -vf} takes them
     */
    FilterChain(AVFrame like, AVRational timeBase, String filters) throws IOException {
        graph = avfilter_graph_alloc();
        // one thread: the chain is never what takes the time
        graph.nb_threads(1);
        AVFilterInOut inputs = avfilter_inout_alloc();
        AVFilterInOut outputs = avfilter_inout_alloc();
        try {
            String args = String.format(
                    Locale.ROOT,
                    "video_size=%dx%d:pix_fmt=%d:time_base=%d/%d:pixel_aspect=1/1:colorspace=%d:range=%d",
                    like.width(),
                    like.height(),
                    like.format(),
                    timeBase.num(),
                    timeBase.den(),
                    like.colorspace(),
                    like.color_range());
            check(
                    avfilter_graph_create_filter(source, avfilter_get_by_name("buffer"), "in", args, null, graph),
                    "buffer");
            check(
                    avfilter_graph_create_filter(
                            sink, avfilter_get_by_name("buffersink"), "out", (String) null, null, graph),
                    "buffersink");
            // seen from the text: what comes out of "in" and goes into "out"
            outputs.name(av_strdup(new BytePointer("in")))
                    .filter_ctx(source)
                    .pad_idx(0)
                    .next(null);
            inputs.name(av_strdup(new BytePointer("out")))
                    .filter_ctx(sink)
                    .pad_idx(0)
                    .next(null);
            check(avfilter_graph_parse_ptr(graph, filters, inputs, outputs, null), filters);
            check(avfilter_graph_config(graph, null), filters);
        } catch (IOException e) {
            close();
            throw e;
        } finally {
            avfilter_inout_free(inputs);
            avfilter_inout_free(outputs);
        }
    }

    /** @param frame null says that no more will come */
    void push(AVFrame frame) throws IOException {
        check(av_buffersrc_add_frame_flags(source, frame, AV_BUFFERSRC_FLAG_KEEP_REF), "filter");
    }

    /** @return null when more input is needed or the end is reached; else valid until the next call */
    AVFrame pull() throws IOException {
        av_frame_unref(out);
        int code = av_buffersink_get_frame(sink, out);
        if (code == AVERROR_EAGAIN() || code == AVERROR_EOF()) {
            return null;
        }
        check(code, "filter");
        return out;
    }

    int width() {
        return av_buffersink_get_w(sink);
    }

    int height() {
        return av_buffersink_get_h(sink);
    }

    int pixelFormat() {
        return av_buffersink_get_format(sink);
    }

    int colorspace() {
        return av_buffersink_get_colorspace(sink);
    }

    int colorRange() {
        return av_buffersink_get_color_range(sink);
    }

    @Override
    public void close() {
        av_frame_free(out);
        avfilter_graph_free(graph);
    }
}
