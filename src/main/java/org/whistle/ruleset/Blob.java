package org.whistle.ruleset;

import org.springframework.data.annotation.Id;
import org.springframework.data.relational.core.mapping.Table;

/** A file of policy under the SHA-256 of its bytes, kept for ever. */
@Table("blob")
record Blob(@Id String digest, byte[] bytes) {
}
