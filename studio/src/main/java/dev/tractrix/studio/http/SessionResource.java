// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tractrix.studio.StudioOptions;
import dev.tractrix.studio.store.Json;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.util.Optional;

/** Who is there. */
final class SessionResource {
    private static final int MOST = 4096;

    private final Gate gate;
    private final StudioOptions options;

    SessionResource(Gate gate, StudioOptions options) {
        this.gate = gate;
        this.options = options;
    }

    void register(Routes routes) {
        routes.open(HandlerType.GET, "/session", this::show);
        routes.open(HandlerType.POST, "/session", this::signIn);
        routes.open(HandlerType.DELETE, "/session", this::signOut);
    }

    private void show(Context context) {
        Optional<Caller> caller = gate.identify(context);
        ObjectNode json = Json.object()
                .put("access", gate.access())
                .put("user", caller.map(Caller::user).orElse(null))
                .put("admin", caller.map(Caller::admin).orElse(false))
                .put(
                        "expires",
                        caller.flatMap(c -> gate.session(context))
                                .map(s -> Json.moment(s.expires()))
                                .orElse(null));
        Bodies.answer(context, json);
    }

    private void signIn(Context context) {
        ObjectNode body = Bodies.json(context, MOST);
        String token = Bodies.text(body, "token", 500, "");
        String name = Bodies.text(body, "name", 64, "");
        gate.signIn(
                context,
                name.isEmpty() ? null : name,
                Bodies.text(body, "password", 1000, ""),
                token.isEmpty() ? null : token);
        long expires = System.currentTimeMillis() + options.limits().session().toMillis();
        Bodies.answer(
                context,
                Json.object()
                        .put("access", gate.access())
                        .put("user", token.isEmpty() ? name : Caller.LOCAL)
                        .put("expires", Json.moment(expires)));
    }

    private void signOut(Context context) {
        gate.signOut(context);
        context.status(204);
    }
}
