// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A frame's size as it is typed, {@code 576x320}.
 *
 * @param width pixels, 16..8192
 * @param height pixels, 16..8192
 */
record FrameSize(int width, int height) {
    private static final Pattern WORDS = Pattern.compile("(\\d{1,5})[xX](\\d{1,5})");

    static final class Converter implements ITypeConverter<FrameSize> {
        @Override
        public FrameSize convert(String text) {
            Matcher m = WORDS.matcher(text);
            if (m.matches()) {
                FrameSize size = new FrameSize(Integer.parseInt(m.group(1)), Integer.parseInt(m.group(2)));
                if (Math.min(size.width, size.height) >= 16 && Math.max(size.width, size.height) <= 8192) {
                    return size;
                }
            }
            throw new TypeConversionException(
                    "expected WIDTHxHEIGHT such as 576x320, 16 to 8192 each, got '" + text + "'");
        }
    }

    @Override
    public String toString() {
        return width + "x" + height;
    }
}
