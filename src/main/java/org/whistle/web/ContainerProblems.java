package org.whistle.web;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.catalina.Container;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.core.StandardHost;
import org.apache.catalina.valves.ErrorReportValve;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** What the container refuses before any servlet sees it, such as an address that cannot be one, is a problem document too. */
@Component
class ContainerProblems implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

    private final JsonMapper json;

    ContainerProblems(JsonMapper json) {
        this.json = json;
    }

    @Override
    public void customize(TomcatServletWebServerFactory factory) {
        factory.addContextCustomizers(context -> {
            Container host = context.getParent();
            if (host instanceof StandardHost standard) {
                standard.setErrorReportValveClass("");
                standard.getPipeline().addValve(new Valve(json));
            }
        });
    }

    private static final class Valve extends ErrorReportValve {

        private final JsonMapper json;

        private Valve(JsonMapper json) {
            this.json = json;
        }

        @Override
        protected void report(Request request, Response response, Throwable throwable) {
            if (response.getStatus() < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
                return;
            }
            Problem problem = response.getStatus() < 500 ? Problem.INVALID_PARAMETER : Problem.INTERNAL;
            ProblemDetail document = ProblemDetail.forStatus(response.getStatus());
            document.setType(java.net.URI.create("/problems/" + problem.slug()));
            document.setTitle(problem.title().zh() + " " + problem.title().en());
            document.setDetail(problem.remedy().zh() + " " + problem.remedy().en());
            try {
                response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
                response.getOutputStream().write(json.writeValueAsString(document).getBytes(StandardCharsets.UTF_8));
                response.finishResponse();
            } catch (IOException e) {
                // the caller has gone
            }
        }
    }
}
