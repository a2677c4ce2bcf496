package org.whistle.ruleset;

import java.time.LocalDate;
import java.time.OffsetDateTime;
import org.springframework.data.annotation.Id;
import org.springframework.data.relational.core.mapping.Table;

/**
 * From a day on, a file of policy is this; numbers only grow, and each is a version of the ruleset.
 *
 * @param path        {@code decision-tables/<scheme>/<table>.xlsx} or {@code rules/<path>.drl}
 * @param digest      SHA-256 of the bytes
 * @param appliesFrom null means always
 */
@Table("publication")
public record Publication(@Id Long number, String path, String digest, LocalDate appliesFrom, String note, OffsetDateTime publishedAt) {
}
