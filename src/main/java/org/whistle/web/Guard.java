package org.whistle.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.filter.OncePerRequestFilter;
import org.whistle.facts.StrictJson;
import tools.jackson.databind.json.JsonMapper;

/** Refuses bodies that are too large, however they are sent, and tells browsers to load nothing from elsewhere. */
@Component
class Guard extends OncePerRequestFilter {

    private static final int MOST_WORKBOOK_BYTES = 5 * 1024 * 1024;

    private final JsonMapper json;

    Guard(JsonMapper json) {
        this.json = json;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain) throws ServletException, IOException {
        response.setHeader("Content-Security-Policy", "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Referrer-Policy", "no-referrer");
        int most = request.getRequestURI().startsWith("/api/v1/rulesets") ? MOST_WORKBOOK_BYTES : StrictJson.MOST_BYTES;
        byte[] body = request.getContentLengthLong() > most ? null : request.getInputStream().readNBytes(most + 1);
        if (body == null || body.length > most) {
            response.setStatus(Problem.BODY_TOO_LARGE.status().value());
            response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
            response.setHeader("Connection", "close");
            json.writeValue(response.getOutputStream(), ProblemAdvice.document(Problem.BODY_TOO_LARGE, "", new ServletWebRequest(request)));
            return;
        }
        chain.doFilter(new Held(request, body), response);
    }

    /** A request whose body has been read. */
    private static final class Held extends HttpServletRequestWrapper {

        private final ByteArrayInputStream body;

        private Held(HttpServletRequest request, byte[] body) {
            super(request);
            this.body = new ByteArrayInputStream(body);
        }

        @Override
        public ServletInputStream getInputStream() {
            return new ServletInputStream() {
                @Override
                public int read() {
                    return body.read();
                }

                @Override
                public boolean isFinished() {
                    return body.available() == 0;
                }

                @Override
                public boolean isReady() {
                    return true;
                }

                @Override
                public void setReadListener(ReadListener listener) {
                    throw new UnsupportedOperationException("bodies are read at once");
                }
            };
        }
    }
}
