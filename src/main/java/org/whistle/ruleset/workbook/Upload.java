package org.whistle.ruleset.workbook;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** Looks at an uploaded file before anything opens it as a workbook. */
final class Upload {

    static final int MOST_BYTES = 5 * 1024 * 1024;
    static final int MOST_PARTS = 200;
    static final long MOST_INFLATED = 50L * 1024 * 1024;
    private static final String XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml";

    private Upload() {
    }

    static List<Fault> faults(byte[] file) {
        List<Fault> faults = new ArrayList<>();
        if (file.length > MOST_BYTES) {
            return List.of(fault(file.length + " B", "不超过5 MB的文件 (at most 5 MB)", "文件太大", "the file is too large"));
        }
        if (file.length > 8 && (file[0] & 0xff) == 0xd0 && (file[1] & 0xff) == 0xcf) {
            return List.of(fault(".xls 或加密文件", "未加密的 .xlsx (an .xlsx without password)", "旧格式或加密的工作簿", "an old or encrypted workbook"));
        }
        if (file.length < 4 || file[0] != 'P' || file[1] != 'K') {
            return List.of(fault("不是工作簿", ".xlsx 文件 (an .xlsx file)", "文件不是 Excel 工作簿", "the file is no Excel workbook"));
        }
        long inflated = 0;
        int parts = 0;
        boolean sheet = false;
        Set<String> names = new HashSet<>();
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(file))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                if (++parts > MOST_PARTS) {
                    return List.of(fault(">" + MOST_PARTS, "不超过200个部件 (at most 200 parts)", "压缩包部件太多", "too many parts"));
                }
                byte[] content = in.readNBytes((int) Math.min(MOST_INFLATED - inflated + 1, Integer.MAX_VALUE));
                inflated += content.length;
                if (inflated > MOST_INFLATED) {
                    return List.of(fault(">50 MB", "解压后不超过50 MB (at most 50 MB inflated)", "解压后太大", "too large when inflated"));
                }
                if (!names.add(entry.getName())) {
                    return List.of(fault(entry.getName(), "每个部件一次 (each part once)", "压缩包里部件重复", "a part appears twice"));
                }
                sheet |= look(entry.getName(), content, faults);
            }
        } catch (IOException | IllegalArgumentException e) {
            return List.of(fault("损坏的压缩包", "完整的 .xlsx 文件 (a complete .xlsx file)", "文件损坏，请重新保存", "the file is damaged; save it again"));
        }
        if (!sheet && faults.isEmpty()) {
            faults.add(fault("其他类型", ".xlsx 工作簿 (an .xlsx workbook)", "文件不是 .xlsx 工作簿", "the file is no .xlsx workbook"));
        }
        return faults;
    }

    private static boolean look(String name, byte[] content, List<Fault> faults) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.contains("vbaproject") || lower.contains("/embeddings/") || lower.contains("/activex/") || lower.contains("/externallinks/")
                || lower.endsWith("connections.xml") || lower.contains("..") || lower.startsWith("/")) {
            faults.add(fault(name, "不含宏、嵌入对象、外部链接的工作簿 (no macros, embedded objects or external links)", "工作簿含有不允许的部件", "the workbook holds a part that is not allowed"));
        }
        if (lower.endsWith(".xml") || lower.endsWith(".rels") || lower.endsWith(".vml")) {
            String text = new String(content, StandardCharsets.UTF_8);
            if (text.indexOf('\0') >= 0 || text.startsWith("\ufffd")) {
                faults.add(fault(name, "UTF-8", "部件的编码不是UTF-8", "the part is not in UTF-8"));
            }
            if (lower.endsWith(".rels") && text.contains("TargetMode=\"External\"")) {
                faults.add(fault(name, "不含外部链接 (no external links)", "工作簿链接到外部", "the workbook links to something outside"));
            }
            if (text.contains("<!DOCTYPE") || text.contains("<!ENTITY")) {
                faults.add(fault(name, "不含 DTD 的部件 (no DTD)", "部件含有 DTD", "the part holds a DTD"));
            }
            if (lower.equals("[content_types].xml")) {
                if (text.contains("macroEnabled") || text.contains("vbaProject") || text.contains("oleObject")) {
                    faults.add(fault(name, "不含宏和嵌入对象的工作簿 (no macros or embedded objects)", "工作簿声明了宏或嵌入对象", "the workbook declares macros or embedded objects"));
                }
                return text.contains(XLSX);
            }
        }
        return false;
    }

    private static Fault fault(String found, String accepted, String zh, String en) {
        return Fault.of("", "", "", found, accepted, zh, en);
    }
}
