package org.whistle.web;

import java.net.URI;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import org.whistle.facts.JsonValues;

/** Every error as a problem document (RFC 9457), the framework's own included. */
@RestControllerAdvice
class ProblemAdvice extends ResponseEntityExceptionHandler {

    private static final Logger LOG = LoggerFactory.getLogger(ProblemAdvice.class);

    @ExceptionHandler(Problem.Raised.class)
    ResponseEntity<Object> raised(Problem.Raised raised, WebRequest request) {
        ProblemDetail body = document(raised.problem(), raised.getMessage(), request);
        if (!raised.faults().isEmpty()) {
            body.setProperty("faults", JsonValues.of(raised.faults()));
        }
        return answer(body, new HttpHeaders());
    }

    @ExceptionHandler(Exception.class)
    ResponseEntity<Object> unexpected(Exception exception, WebRequest request) {
        LOG.error("a request ended with an internal error: {}", path(request), exception);
        return answer(document(Problem.INTERNAL, "", request), new HttpHeaders());
    }

    @Override
    protected ResponseEntity<Object> handleExceptionInternal(Exception exception, Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        Problem problem = switch (status.value()) {
            case 404 -> Problem.NOT_FOUND;
            case 405 -> Problem.METHOD_NOT_ALLOWED;
            case 406 -> Problem.NOT_ACCEPTABLE;
            case 413 -> Problem.BODY_TOO_LARGE;
            case 415 -> Problem.UNSUPPORTED_MEDIA_TYPE;
            case 400 -> Problem.INVALID_PARAMETER;
            default -> Problem.INTERNAL;
        };
        if (problem == Problem.INTERNAL) {
            return unexpected(exception, request);
        }
        String detail = body instanceof ProblemDetail told && told.getDetail() != null ? told.getDetail() : "";
        return answer(document(problem, detail, request), headers);
    }

    static ProblemDetail document(Problem problem, String detail, WebRequest request) {
        ProblemDetail document = ProblemDetail.forStatus(problem.status());
        document.setType(URI.create("/problems/" + problem.slug()));
        document.setTitle(problem.title().zh() + " " + problem.title().en());
        document.setDetail((detail == null || detail.isEmpty() ? "" : detail + " ") + problem.remedy().zh() + " " + problem.remedy().en());
        document.setInstance(URI.create(path(request)));
        return document;
    }

    private static String path(WebRequest request) {
        return request instanceof ServletWebRequest servlet ? servlet.getRequest().getRequestURI() : "/";
    }

    private static ResponseEntity<Object> answer(ProblemDetail body, HttpHeaders headers) {
        HttpHeaders own = new HttpHeaders();
        headers.forEach((name, values) -> own.put(name, values));
        own.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
        return new ResponseEntity<>(body, own, body.getStatus());
    }
}
