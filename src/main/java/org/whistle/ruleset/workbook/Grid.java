package org.whistle.ruleset.workbook;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.List;
import org.apache.poi.ss.usermodel.DateUtil;
import org.apache.poi.ss.util.CellReference;
import org.apache.poi.xssf.usermodel.XSSFCell;
import org.apache.poi.xssf.usermodel.XSSFRow;
import org.apache.poi.xssf.usermodel.XSSFSheet;
import org.whistle.facts.FactReader;

/** A sheet as the text that its cells show, with a fault for every cell that has no such text. */
final class Grid {

    private static final int MOST_DIGITS = 15;

    private final XSSFSheet sheet;
    private final List<Fault> faults;

    Grid(XSSFSheet sheet, List<Fault> faults) {
        this.sheet = sheet;
        this.faults = faults;
    }

    String name() {
        return sheet.getSheetName();
    }

    int lastRow() {
        return sheet.getLastRowNum();
    }

    int width(int row) {
        XSSFRow line = sheet.getRow(row);
        return line == null ? 0 : Math.max(0, line.getLastCellNum());
    }

    boolean blank(int row) {
        for (int column = 0; column < width(row); column++) {
            if (!text(row, column).isBlank()) {
                return false;
            }
        }
        return true;
    }

    /** The text of a cell; empty where there is nothing or nothing that can be taken. */
    String text(int row, int column) {
        XSSFRow line = sheet.getRow(row);
        XSSFCell cell = line == null ? null : line.getCell(column);
        if (cell == null) {
            return "";
        }
        return switch (cell.getCellType()) {
            case STRING -> cell.getStringCellValue();
            case BOOLEAN -> cell.getBooleanCellValue() ? "是" : "否";
            case NUMERIC -> number(cell, row, column);
            case FORMULA -> {
                fault(row, column, "", "=" + cell.getCellFormula(), "值本身 (the value itself)", "单元格不能是公式", "a cell cannot be a formula");
                yield "";
            }
            case ERROR -> {
                fault(row, column, "", cell.getErrorCellString(), "值本身 (the value itself)", "单元格是错误值", "the cell holds an error");
                yield "";
            }
            default -> "";
        };
    }

    /** What a spreadsheet stores of a number has 15 digits; the rest is dust. */
    private String number(XSSFCell cell, int row, int column) {
        if (DateUtil.isCellDateFormatted(cell)) {
            LocalDateTime moment = cell.getLocalDateTimeCellValue();
            if (cell.getNumericCellValue() < 1) {
                return moment.toLocalTime().toString();
            }
            return moment.toLocalTime().equals(LocalTime.MIDNIGHT) ? moment.toLocalDate().toString() : moment.toString();
        }
        BigDecimal number = new BigDecimal(cell.getRawValue());
        if (number.signum() != 0 && Math.abs((long) number.precision() - number.scale()) > MOST_DIGITS) {
            fault(row, column, "", cell.getRawValue(), "至多15位的数 (a number of at most 15 digits)", "数太大或太小", "the number is too large or too small");
            return "";
        }
        return FactReader.plain(number.round(new MathContext(15))).toPlainString();
    }

    void fault(int row, int column, String heading, String found, String accepted, String zh, String en) {
        Fault fault = Fault.of(name(), address(row, column), heading, found, accepted, zh, en);
        if (!faults.contains(fault)) {
            faults.add(fault);
        }
    }

    /** The merged regions that reach below the headings. */
    void refuseMerged(int fromRow) {
        sheet.getMergedRegions().stream().filter(region -> region.getLastRow() >= fromRow).forEach(region -> fault(region.getFirstRow(),
                region.getFirstColumn(), "", region.formatAsString(), "每格一个值 (one value in each cell)", "表内不能合并单元格", "cells of the table cannot be merged"));
    }

    /** What nobody sees nobody has checked. */
    void refuseHidden(int fromRow) {
        for (int row = fromRow; row <= lastRow(); row++) {
            if (sheet.getRow(row) != null && sheet.getRow(row).getZeroHeight() && !blank(row)) {
                fault(row, 0, "", "隐藏行", "取消隐藏或删除 (unhide or delete it)", "规则行被隐藏", "a row of rules is hidden");
            }
        }
        for (int column = 0; column < width(fromRow); column++) {
            if (sheet.isColumnHidden(column)) {
                fault(fromRow, column, "", "隐藏列", "取消隐藏 (unhide it)", "列被隐藏", "a column is hidden");
            }
        }
    }

    static String address(int row, int column) {
        return CellReference.convertNumToColString(column) + (row + 1);
    }

    static String letters(int column) {
        return CellReference.convertNumToColString(column);
    }
}
