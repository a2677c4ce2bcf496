package org.whistle.ruleset.workbook;

import org.whistle.facts.Label;

/**
 * Something in a workbook that cannot be taken, and where it is.
 *
 * @param sheet    the sheet's name, empty if the fault is the file's
 * @param cell     the cell, for example {@code F12}; empty if the fault is the sheet's
 * @param heading  the column's heading, empty outside columns
 * @param found    what is there
 * @param accepted what would be taken
 * @param message  the same in a sentence
 */
public record Fault(String sheet, String cell, String heading, String found, String accepted, Label message) {

    static Fault of(String sheet, String cell, String heading, String found, String accepted, String zh, String en) {
        String place = (sheet + (cell.isEmpty() ? "" : "!" + cell) + (heading.isEmpty() ? "" : "（" + heading + "）")).strip();
        String placeEn = (sheet + (cell.isEmpty() ? "" : "!" + cell) + (heading.isEmpty() ? "" : " (" + heading + ")")).strip();
        return new Fault(sheet, cell, heading, found, accepted, new Label(
                place + "：" + zh + "；现为“" + found + "”，应为：" + accepted, placeEn + ": " + en + "; found \"" + found + "\", accepted: " + accepted));
    }
}
