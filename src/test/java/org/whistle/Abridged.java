package org.whistle;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** JSON in which … stands for what was left out: members of an object, elements of an array, the rest of a text. */
final class Abridged {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String REST = "…";

    private Abridged() {
    }

    /** What of the shown JSON is not so in the whole; empty if all of it is. */
    static List<String> differences(String shown, JsonNode whole) {
        List<String> differences = new ArrayList<>();
        compare("", JSON.readTree(marked(shown)), whole, differences);
        return differences;
    }

    /** Makes JSON of it: … among members becomes a member of that name, among elements a text. */
    private static String marked(String shown) {
        StringBuilder json = new StringBuilder();
        Deque<Character> open = new ArrayDeque<>();
        boolean text = false;
        for (int i = 0; i < shown.length(); i++) {
            char one = shown.charAt(i);
            if (text && one == '\\') {
                json.append(one).append(shown.charAt(++i));
                continue;
            }
            text ^= one == '"';
            if (!text && (one == '{' || one == '[')) {
                open.push(one);
            } else if (!text && (one == '}' || one == ']')) {
                open.pop();
            }
            json.append(text || one != '…' ? String.valueOf(one) : open.element() == '{' ? "\"…\": 0" : "\"…\"");
        }
        return json.toString();
    }

    private static void compare(String place, JsonNode shown, JsonNode whole, List<String> differences) {
        if (shown.isObject() && whole.isObject()) {
            shown.properties().forEach(member -> {
                if (!member.getKey().equals(REST)) {
                    compare(place + "/" + member.getKey(), member.getValue(), whole.path(member.getKey()), differences);
                }
            });
            if (!shown.has(REST) && shown.size() != whole.size()) {
                differences.add(place + ": shown whole, but there is more: " + whole.propertyNames());
            }
        } else if (shown.isArray() && whole.isArray()) {
            if (!elements(shown, 0, whole, 0)) {
                differences.add(place + ": " + shown + " is not in " + whole);
            }
        } else if (!(shown.isString() && shown.asString().endsWith(REST) && whole.isString()
                ? whole.asString().startsWith(shown.asString().substring(0, shown.asString().length() - 1)) : shown.equals(whole))) {
            differences.add(place + ": shown " + shown + ", is " + whole);
        }
    }

    private static boolean elements(JsonNode shown, int at, JsonNode whole, int from) {
        if (at == shown.size()) {
            return from == whole.size();
        }
        if (shown.get(at).isString() && shown.get(at).asString().equals(REST)) {
            for (int next = from; next <= whole.size(); next++) {
                if (elements(shown, at + 1, whole, next)) {
                    return true;
                }
            }
            return false;
        }
        if (from == whole.size()) {
            return false;
        }
        List<String> differences = new ArrayList<>();
        compare("", shown.get(at), whole.get(from), differences);
        return differences.isEmpty() && elements(shown, at + 1, whole, from + 1);
    }
}
