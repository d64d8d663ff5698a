// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio.page;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The page's own files alone, for tests of its modules that need no studio. */
final class PageFiles implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    PageFiles() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", PageFiles::serve);
        // a browser asks on several connections at once
        server.setExecutor(threads);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    private static void serve(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        try (exchange;
                InputStream file = PageFiles.class.getResourceAsStream("/dev/tractrix/studio/web" + path)) {
            boolean script = path.endsWith(".js");
            exchange.getResponseHeaders().set("Content-Type", script ? "text/javascript" : "text/html");
            byte[] body = file == null || path.equals("/")
                    ? "<!doctype html>".getBytes(StandardCharsets.UTF_8)
                    : file.readAllBytes();
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
