// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.media;

import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_QUIET;
import static org.bytedeco.ffmpeg.global.avutil.av_log_set_level;
import static org.bytedeco.ffmpeg.global.avutil.av_strerror;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.bytedeco.javacpp.BytePointer;

/** What every use of FFmpeg shares: return codes as exceptions, paths as URLs. */
final class Ffmpeg {
    static {
        // its own lines on stderr would break through a progress bar; every failure is thrown instead
        av_log_set_level(AV_LOG_QUIET);
    }

    private Ffmpeg() {}

    /** @return {@code code}, when it is no error */
    static int check(int code, String what) throws IOException {
        if (code < 0) {
            byte[] text = new byte[256];
            av_strerror(code, text, text.length);
            throw new IOException(what + ": " + new String(text, StandardCharsets.UTF_8).split("\0", 2)[0]);
        }
        return code;
    }

    static <T> T present(T pointer, String what) throws IOException {
        if (pointer == null || ((org.bytedeco.javacpp.Pointer) pointer).isNull()) {
            throw new IOException(what);
        }
        return pointer;
    }

    /** A path that FFmpeg cannot take for a protocol, in the encoding it expects; the caller closes it. */
    static BytePointer url(Path file) {
        return new BytePointer("file:" + file.toAbsolutePath(), StandardCharsets.UTF_8);
    }
}
