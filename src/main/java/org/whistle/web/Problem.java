package org.whistle.web;

import java.util.List;
import org.springframework.http.HttpStatus;
import org.whistle.facts.Label;

/** The problems that the service answers with, each documented under /problems/&lt;slug&gt; and in docs/problems.md. */
public enum Problem {
    MALFORMED_JSON("malformed-json", HttpStatus.BAD_REQUEST, "正文不是正确的JSON", "The body is not well-formed JSON",
            "按提示的行列改正正文后重发。", "Correct the body at the line and column named and send it again."),
    INVALID_FACTS("invalid-facts", HttpStatus.UNPROCESSABLE_CONTENT, "事实不合合同", "The facts do not keep to the contract",
            "faults 列出全部错误及其位置；逐项改正后重发。", "faults lists every fault with its place; correct them and send again."),
    INVALID_PARAMETER("invalid-parameter", HttpStatus.BAD_REQUEST, "参数不对", "A parameter is wrong",
            "按合同改正路径、查询或头中的参数。", "Correct the parameter of the path, query or header as the contract says."),
    INVALID_WORKBOOK("invalid-workbook", HttpStatus.UNPROCESSABLE_CONTENT, "工作簿有错，未发布", "The workbook has faults and was not published",
            "faults 列出每个单元格的错误；在 Excel 中改正后重新发布。", "faults lists every cell; correct them in Excel and publish again."),
    NOT_FOUND("not-found", HttpStatus.NOT_FOUND, "没有这一项", "There is no such thing",
            "检查地址、判定号或版本号。", "Check the address, the decision id or the version."),
    METHOD_NOT_ALLOWED("method-not-allowed", HttpStatus.METHOD_NOT_ALLOWED, "此地址不接受这种方法", "The address does not take this method",
            "Allow 头列出可用的方法。", "The header Allow lists the methods it takes."),
    NOT_ACCEPTABLE("not-acceptable", HttpStatus.NOT_ACCEPTABLE, "不能以所求的类型答复", "The answer is not to be had in the type asked for",
            "Accept 头应含 application/json。", "Let the header Accept hold application/json."),
    UNSUPPORTED_MEDIA_TYPE("unsupported-media-type", HttpStatus.UNSUPPORTED_MEDIA_TYPE, "正文类型不对", "The body is of the wrong type",
            "判定用 application/json；工作簿用合同所列的 .xlsx 类型。", "Decisions take application/json, workbooks the .xlsx type that the contract names."),
    BODY_TOO_LARGE("body-too-large", HttpStatus.CONTENT_TOO_LARGE, "正文太大", "The body is too large",
            "判定正文不超过 64 KiB，工作簿不超过 5 MB。", "At most 64 KiB for a decision, 5 MB for a workbook."),
    TASK_STATE("task-state", HttpStatus.CONFLICT, "任务现在不能这样做", "The task does not allow this now",
            "取回任务，按其状态处理：待认领的先认领，已认领的由认领人办结，已办结的不再更改。",
            "Get the task and go by its state: claim an open one first, let the claimant complete a claimed one, leave a done one as it is."),
    NO_CLAIMS_HERE("no-claims-here", HttpStatus.UNPROCESSABLE_CONTENT, "该社区不能发布认领任务", "No task can be opened for claims in this community",
            "按诉求判定由谁办理；认领只在实行三分法的社区进行。", "Have the matter decided as a request; tasks are claimed only where the three-way triage runs."),
    IDEMPOTENCY_KEY_REUSED("idempotency-key-reused", HttpStatus.UNPROCESSABLE_CONTENT, "幂等键已用于别的请求", "The idempotency key belongs to another request",
            "新的请求换新的键；重发须是同一地址、同一正文。", "Use a new key for a new request; send the same body to the same address to repeat one."),
    IDEMPOTENCY_IN_FLIGHT("idempotency-in-flight", HttpStatus.CONFLICT, "同一幂等键正在处理", "The same idempotency key is being worked on",
            "稍后用同一键重发，会得到同样的答复。", "Send again shortly with the same key to get the same answer."),
    ALREADY_EXISTS("already-exists", HttpStatus.CONFLICT, "已有同号而内容不同的记录", "There is one of that name with other contents",
            "换一个号，或查阅已有的记录。", "Choose another name, or look at the one there is."),
    BUSY("busy", HttpStatus.SERVICE_UNAVAILABLE, "服务繁忙", "The service is busy",
            "稍后重发；带幂等键可放心重发。", "Send again later; with an idempotency key that is safe."),
    INTERNAL("internal", HttpStatus.INTERNAL_SERVER_ERROR, "服务内部错误，未作判定", "An internal error; nothing was decided",
            "凭时间查阅服务日志；带幂等键可放心重发。", "Look up the service log by time; with an idempotency key it is safe to send again.");

    private final String slug;
    private final HttpStatus status;
    private final Label title;
    private final Label remedy;

    Problem(String slug, HttpStatus status, String zh, String en, String remedyZh, String remedyEn) {
        this.slug = slug;
        this.status = status;
        this.title = new Label(zh, en);
        this.remedy = new Label(remedyZh, remedyEn);
    }

    public String slug() {
        return slug;
    }

    public HttpStatus status() {
        return status;
    }

    public Label title() {
        return title;
    }

    public Label remedy() {
        return remedy;
    }

    /** Ends the request with this problem. */
    public Raised raised(String detail) {
        return new Raised(this, detail, List.of());
    }

    /** Ends the request with this problem and all its faults; a fault is anything that the contract's Fault describes. */
    public Raised raised(List<?> faults) {
        return new Raised(this, "", faults);
    }

    /** A request that ends with a problem. */
    public static final class Raised extends RuntimeException {

        private final Problem problem;
        private final transient List<?> faults;

        Raised(Problem problem, String detail, List<?> faults) {
            super(detail, null, false, false);
            this.problem = problem;
            this.faults = faults;
        }

        Problem problem() {
            return problem;
        }

        List<?> faults() {
            return faults;
        }
    }
}
