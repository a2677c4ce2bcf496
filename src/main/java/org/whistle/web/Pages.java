package org.whistle.web;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.ViewControllerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** The pages for people: where they are, the contract, and what each problem means. */
@Controller
class Pages implements WebMvcConfigurer, ErrorController {

    @Override
    public void addResourceHandlers(ResourceHandlerRegistry registry) {
        registry.addResourceHandler("/api-spec/**").addResourceLocations("classpath:/api-spec/");
        try {
            Resource[] found = new PathMatchingResourcePatternResolver().getResources("classpath*:META-INF/resources/webjars/swagger-ui/*/swagger-ui-bundle.js");
            String url = found[0].getURL().toString();
            registry.addResourceHandler("/swagger-ui/**").addResourceLocations(url.substring(0, url.lastIndexOf('/') + 1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void addViewControllers(ViewControllerRegistry registry) {
        registry.addViewController("/").setViewName("forward:/index.html");
        registry.addViewController("/contract").setViewName("forward:/contract.html");
    }

    /** What a problem means and what to do, in both languages. */
    @GetMapping(path = "/problems/{slug}", produces = "text/html;charset=UTF-8")
    ResponseEntity<String> problem(@PathVariable("slug") String slug) {
        for (Problem problem : Problem.values()) {
            if (problem.slug().equals(slug)) {
                return ResponseEntity.ok("<!doctype html><html lang=\"zh\"><meta charset=\"utf-8\"><title>" + slug + "</title><link rel=\"stylesheet\" href=\"/whistle.css\"><main><h1>"
                        + problem.title().zh() + "</h1><p>" + problem.remedy().zh() + "</p><h2 lang=\"en\">" + problem.title().en() + "</h2><p lang=\"en\">"
                        + problem.remedy().en() + "</p><p>HTTP " + problem.status().value() + "</p></main></html>");
            }
        }
        throw Problem.NOT_FOUND.raised(slug);
    }

    /** What the servlet container refuses before anything else sees it. */
    @RequestMapping("/error")
    ResponseEntity<ProblemDetail> error(HttpServletRequest request) {
        Object status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        Problem problem = status == null || status.equals(404) ? Problem.NOT_FOUND : status.equals(400) ? Problem.INVALID_PARAMETER
                : status.equals(413) ? Problem.BODY_TOO_LARGE : Problem.INTERNAL;
        return ResponseEntity.status(problem.status()).contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(ProblemAdvice.document(problem, "", new ServletWebRequest(request)));
    }
}
