// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** What is running: read from the jars' own descriptions, so that no native library need be loaded to tell. */
final class Versions implements IVersionProvider {
    /** Name to version, Tractrix first. */
    static Map<String, String> all() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("tractrix", property("/dev/tractrix/cli/version.properties", "tractrix"));
        for (String library : new String[] {"pytorch", "opencv", "ffmpeg"}) {
            String version = property("/META-INF/maven/org.bytedeco/" + library + "/pom.properties", "version");
            all.put(library.equals("pytorch") ? "libtorch" : library, version);
        }
        all.put("java", System.getProperty("java.vm.name") + " " + Runtime.version());
        all.put("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        return all;
    }

    @Override
    public String[] getVersion() {
        return all().entrySet().stream()
                .map(e -> e.getKey() + " " + e.getValue())
                .toArray(String[]::new);
    }

    private static String property(String resource, String key) {
        try (InputStream in = Versions.class.getResourceAsStream(resource)) {
            Properties properties = new Properties();
            if (in != null) {
                properties.load(in);
            }
            return properties.getProperty(key, "missing");
        } catch (IOException e) {
            return "unreadable";
        }
    }
}
