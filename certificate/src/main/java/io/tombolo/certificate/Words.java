package io.tombolo.certificate;

import java.util.Locale;

/** All words of a certificate, in each language. */
enum Words {
    TITLE("Certificate of evidence", "数据证据证书"),
    VERDICT("Verdict", "验证结论"),
    SEALED("The owner's signed checkpoint includes this record; no ledger confirms it.", "所有者签名的检查点包含此记录；尚无账本确认。"),
    ANCHORED(
            "The owner signed a checkpoint that includes this record, and a ledger that the policy names confirms it.",
            "所有者签名的检查点包含此记录，且策略所列的账本已确认该检查点。"),
    CROSS_ANCHORED(
            "The owner signed a checkpoint that includes this record, and as many independent ledgers as the policy asks for confirm it.",
            "所有者签名的检查点包含此记录，且策略所要求数量的独立账本均已确认该检查点。"),
    DEVELOPMENT(
            "The ledger is a development one: a single operator holds all of its keys. Do not rely on it.",
            "该账本为开发用账本：全部密钥由同一运营者持有，请勿依赖。"),
    VERIFIED_AT("Verified at", "验证时间"),
    POLICY("Policy, SHA-256", "策略文件 SHA-256"),
    CHECKS("Checks", "检查项"),
    PASSED("%d of %d passed", "通过 %d / %d 项"),
    RECORD("Record", "记录"),
    LOG("Log", "日志"),
    PLACE("Place", "位置"),
    PLACE_IS("leaf %d, Kafka offset %d", "叶 %d，Kafka 偏移量 %d"),
    TIMESTAMP("Record's timestamp", "记录时间戳"),
    KEY("Key", "键"),
    OPERATION("Operation", "操作"),
    SOURCE("Source", "来源"),
    VALUE("Value", "值"),
    NONE("none", "无"),
    RAW("%d bytes without a schema, hexadecimal: %s", "无模式的 %d 字节，十六进制：%s"),
    NOT_DECODED("%d bytes that are not what their schema says: %s", "%d 字节与其模式不符：%s"),
    ROW_AFTER("Row after the change", "变更后的行"),
    ROW_BEFORE("Row before the change", "变更前的行"),
    PROTECTED("Protected fields", "受保护字段"),
    DISCLOSED("disclosed", "已披露"),
    WITHHELD("withheld", "未披露"),
    ERASED("erased at %s", "已于 %s 擦除"),
    GROUP("group %s", "组 %s"),
    CUT("… (%,d characters in all; the attached file has them)", "……（共 %,d 个字符，完整内容见附件）"),
    LINES_CUT(
            "%,d further lines of the record do not fit on two pages. The attached file has all of it.",
            "本记录另有 %,d 行超出两页篇幅，完整内容见附件。"),
    CODE_POINTS(
            "Characters that cannot be printed unambiguously are shown by their code points, as [U+1F600].",
            "无法清楚打印的字符以其码位表示，例如 [U+1F600]。"),
    TIMES("Times", "时间"),
    SOURCE_TIME("Source time", "来源时间"),
    SEALED_BY("Sealed no later than", "封存不晚于"),
    ANCHORED_BY("Anchored no later than", "锚定不晚于"),
    BY_SOURCE("stated by the source", "由数据来源声明"),
    BY_RECORD("the record's timestamp, fixed by the seal", "记录时间戳，由封存固定"),
    BY_OWNER("stated by the owner", "由所有者声明"),
    BY_ANCHOR("follows from the anchor", "由锚定时间推得"),
    BY_LEDGER("confirmed by the ledger", "由账本确认"),
    UNKNOWN("not known", "未知"),
    SIGNERS("Signers", "签名方"),
    OWNER("Owner's log key", "所有者日志密钥"),
    KEY_ID("%s, key id %s", "%s，密钥标识 %s"),
    LEDGERS("Receipts of", "回执来自"),
    DIGEST("Digest", "摘要"),
    ATTACHED("Attached file", "附件"),
    BYTES("%s, %,d bytes", "%s，%,d 字节"),
    SHA256("SHA-256", "SHA-256"),
    HOW("How to verify", "如何验证"),
    STEP_1(
            "1. Take this PDF file, not its print; the evidence is attached to it as %s.",
            "1. 请使用此 PDF 文件而非其打印件；证据文件 %s 附于其中。"),
    STEP_2(
            "2. Get the policy, whose keys you trust, from the data's owner by a way that you trust, and compare its fingerprints.",
            "2. 通过可信途径从数据所有者取得策略文件（列明所信任的密钥），并核对其指纹。"),
    STEP_3("3. Run, without any network:", "3. 在无需网络的情况下运行："),
    COMMAND(
            "tombolo verify --policy policy.json certificate.pdf",
            "tombolo verify --policy policy.json certificate.pdf"),
    STEP_4(
            "4. From paper: the QR code holds the same evidence in its compact form (%,d bytes). Save its bytes to a file and verify that.",
            "4. 仅有打印件时：二维码含有同一证据的紧凑格式（%,d 字节），将其字节存为文件后验证。"),
    STEP_4_DIGEST(
            "4. The QR code holds only the attached file's digest: the compact evidence has %,d bytes, a QR code at most %,d. From paper alone nothing can be verified.",
            "4. 二维码仅含附件摘要：紧凑证据有 %,d 字节，而二维码最多容纳 %,d 字节。仅凭打印件无法验证。"),
    NOT_PROVEN("What this does not prove", "本证书不能证明的事项"),
    NOT_1(
            "This paper by itself proves nothing: anybody can print one. Only the verification of the attached evidence proves something.",
            "本纸面文件本身不能证明任何事项：任何人都能打印。只有对所附证据的验证才具有证明力。"),
    NOT_2(
            "It does not prove that the row is true, only that the owner shared it like this and no later than the times above.",
            "它不证明该行内容属实，只证明所有者以此内容共享，且不晚于上述时间。"),
    NOT_3(
            "It states nothing about other records, nor whether a later record changed or deleted this row.",
            "它不涉及其他记录，也不说明其后是否有记录更改或删除了该行。"),
    NOT_4(
            "The verdict rests on the policy with the digest above; another policy may give another one. The source time is only the source's word.",
            "结论以上述摘要所对应的策略为准；不同策略可能得出不同结论。来源时间仅为数据来源的陈述。"),
    FOOTER("This paper proves nothing unless the attached evidence is verified.", "未经验证所附证据，本纸面文件不能证明任何事项。"),
    PAGE("page %d of %d", "第 %d 页，共 %d 页");

    private final String english;
    private final String chinese;

    Words(String english, String chinese) {
        this.english = english;
        this.chinese = chinese;
    }

    String in(Language language, Object... values) {
        String text = language == Language.ZH ? chinese : english;
        return values.length == 0 ? text : String.format(Locale.ROOT, text, values);
    }
}
