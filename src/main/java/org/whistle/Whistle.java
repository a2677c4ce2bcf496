package org.whistle;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Whistle (吹哨): starts the decision service. */
@SpringBootApplication
public class Whistle {

    public static void main(String[] arguments) {
        SpringApplication.run(Whistle.class, arguments);
    }
}
