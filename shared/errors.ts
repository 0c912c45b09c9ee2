/**
 * Every error a person can meet: code → sentence (what happened · what was kept · what to do).
 * `{name}` holes are filled from `params`. The union of codes is closed; anything else is `internal` with a reference.
 */
export const errorSentences = {
  // gate and session
  'gate.locked': '程序已锁定。已填写的草稿都已保存。请先登录解锁。',
  'gate.not-first-run': '本站已完成初始化，现有数据未改动。请直接登录。',
  'gate.first-run-needed': '本站尚未初始化。请先完成首次启动设置。',
  'gate.forbidden': '您的岗位没有此项权限，未作任何更改。如确需办理，请联系安全保密管理员。',
  'gate.bad-input': '提交的内容不符合要求（{detail}），未作任何更改。请更正后重试。',
  'gate.foreign-frame': '请求来源不可信，已拒绝并记录。',
  'gate.password-change-required': '须先修改口令才能继续。其他操作未执行。',
  'gate.audit-failed': '审计记录无法写入，操作未执行。请联系系统管理员检查磁盘。',
  internal: '程序出现未预料的错误，本次操作未保存，其他数据不受影响。请把编号 {reference} 告诉系统管理员。',
  'site.date-unconfirmed':
    '站点日期尚未确认，{act}暂不办理，未作任何更改。草稿和来电记录仍可填写。请系统管理员与另一人确认日期后再办理。',
  'site.restored':
    '本站由备份恢复，尚未完成恢复核对，{act}暂不办理，未作任何更改。草稿和来电记录仍可填写。请系统管理员完成恢复核对后再办理。',
  'policy.below-floor': '安全策略未更改：{detail}。',
  'date.not-this-day': '输入的日期与本机日期不一致，未确认。请核对实际日期；本机时钟有误时先更正时钟。',
  'date.not-doubted': '站点日期没有待确认的疑问，未作任何更改。',
  'proposal.not-found': '没有找到该事项，或它已经办理、撤回或过期。未作任何更改。',
  'proposal.same-person': '提出人不能自己确认，未作任何更改。请由另一岗位办理。',
  'proposal.exists': '同样的事项已在等待确认，未重复提出。',
  'deputy.refused': '不能建立代理：{detail}。未作任何更改。',
  'leaving.clearance': '有 {count} 件记录的密级高于接替人的涉密等级，未移交任何事项。请另选接替人。',
  'copy.refused': '此内容不允许复制，未放入剪贴板。',
  // keys and database
  'slots.wrong-credentials': '帐号或口令不正确。数据未改动。请检查后重新输入。',
  'slots.damaged':
    '密钥文件已损坏（两份均不可用）。数据库未打开，未作任何更改。请用最近的备份集恢复密钥文件。',
  'slots.missing': '找不到密钥文件。数据库未打开，未作任何更改。请用最近的备份集恢复密钥文件。',
  'slots.older-generation':
    '密钥文件比数据库旧，可能来自旧备份。数据库已关闭，未作任何更改。请用与数据库同代的密钥文件，或按恢复流程办理。',
  'recovery.text-damaged': '{what}有误，抄录或输入不一致。未打开任何数据。请对照纸面逐组核对后重新输入。',
  'recovery.too-few': '恢复需要 {needed} 份不同的份额。未打开任何数据。请另一名保管人到场输入其份额。',
  'recovery.other-split':
    '份额不属于这一次分割（可能已经重新分割过）。未打开任何数据。请使用与封装密钥同一编号的份额。',
  'recovery.refused': '所输份额不能打开封装密钥。未打开任何数据。请核对份额与封装密钥是否同属一套。',
  'recovery.not-split': '恢复份额尚未分割，未执行。请先由系统管理员和安全保密管理员分割恢复份额。',
  'recovery.administrators':
    '须为三个管理员岗位各指定一人（{detail}）。数据库未改动。请核对登录名和岗位后重试。',
  'recovery.print-failed':
    '恢复份额没有全部打印，新的分割未生效，原有份额仍然有效。请检查打印机后重新分割，并销毁已打印的纸张。',
  'keys.rotation-failed':
    '更换数据库密钥未完成（{detail}）。仍在使用原来的密钥和数据库，数据未受影响。请处理后重试。',
  'slots.station-secret-missing':
    '找不到本机的工作站密钥。数据库未打开，未作任何更改。请联系系统管理员按恢复流程办理。',
  'database.missing': '找不到数据库文件。未新建、未更改任何文件。请检查数据目录或用备份集恢复。',
  'database.wrong-key':
    '数据库与当前密钥不相配，无法打开。文件保持原样。请检查是否误换了数据库文件或密钥文件，必要时用备份集恢复。',
  'database.damaged': '数据库文件已损坏，无法打开。文件保持原样。请用最近的备份集恢复。',
  'database.newer':
    '数据库由更新版本的程序建立（{found}），本版本只能打开到 {known}。文件未改动。请安装新版本程序。',
  'database.in-use': '数据目录正被另一个程序使用。未作任何更改。请关闭另一个程序后重试。',
  'database.network-folder': '数据目录不能放在网络文件夹上。未作任何更改。请改用本机磁盘。',
  'database.busy': '数据库正忙，操作未执行。请稍后重试。',
  'database.value-unsafe': '要保存的数值超出可保存的范围，未保存。请更正后重试。',
  'database.backup-failed': '备份未完成：{detail}。原数据不受影响。请检查备份目标后重试。',
  'database.disk-full': '磁盘空间不足，本次操作未保存，已有数据不受影响。请清理磁盘后重试。',
  'database.nearly-full':
    '数据盘将满，业务登记暂停，本次操作未执行，已有数据不受影响。登录、查阅、备份和导出审计段照常。请联系系统管理员清理磁盘。',
  'content.damaged': '附件“{name}”已损坏，未显示。其他记录不受影响。请用备份集恢复该附件。',
  'content.missing': '找不到附件“{name}”的文件。记录不受影响。请用备份集恢复该附件。',
  'site.retired': '本站已移交给新工作站，本机只能查阅，{act}未办理，未作任何更改。请在新工作站上办理。',
  'backup.no-target':
    '尚未设置备份目标，未备份。原数据不受影响。请系统管理员与另一岗位设置另一块磁盘上的文件夹。',
  'backup.set-damaged': '备份集不完整或已改动（{detail}），未使用。备份集保持原样。请改用另一份备份集。',
  'backup.set-older': '备份集由更新版本的程序建立，未使用。备份集保持原样。请安装新版本程序。',
  'backup.medium-refused':
    '介质不符合要求（{detail}），未复制。备份集不受影响。请改用已登记、密级足够的介质。',
  'restore.posts-refused':
    '两名管理员的帐号、口令或岗位与备份集不符，未恢复。备份集和本机数据未改动。请按备份当时的口令重试。',
  'restore.station-secret-refused':
    '工作站密钥与备份集不符或缺失，未恢复。备份集和本机数据未改动。请输入保险柜中的工作站密钥。',
  'restore.new-posts-needed':
    '工作站密钥已丢失，须为系统管理员和安全保密管理员设置新口令，未恢复。备份集和本机数据未改动。',
  'restore.while-open': '程序正在使用中，未恢复。请先锁定程序，再办理恢复。',
  'restore.wait': '口令错误次数过多，请在 {seconds} 秒后再试。备份集和本机数据未改动。',
  'restore.failed': '恢复未完成：{detail}。备份集和本机原有数据未改动。请检查磁盘和备份介质后重试。',
  'restore.rehearsal-folder': '演练文件夹须为空，且不在数据目录和备份集之内，未演练。请另选一个空文件夹。',
  'restore.hand-over-refused':
    '移交文件与备份集不符（{detail}），未接管。备份集和本机数据未改动。请核对移交介质。',
  'restored.not': '本站不在恢复核对之中，未作任何更改。',
  'restored.incomplete': '恢复核对还缺：{detail}。已登记的内容都已保存。请补全后再继续。',
  'restored.below': '见证编号（{number}）低于备份集中已有的编号，未登记。请核对见证资料。',
  'integrity.no-whole-set':
    '没有一份备份集含有该附件的完好副本，未修复。原文件保持原样。请接入其他备份介质后重试。',
  // people
  'people.login-waiting': '登录失败次数过多，请在 {until} 之后再试。帐号未被锁死，数据未改动。',
  'people.login-blocked': '登录失败次数过多，帐号已锁定。请联系系统管理员解锁。',
  'people.not-enabled': '帐号尚未由安全保密管理员启用，不能登录。',
  'people.disabled': '帐号已停用，不能登录。',
  'people.password-weak': '口令不符合要求：{detail}。口令未更改。',
  'people.password-reused': '不能使用最近 {count} 次用过的口令。口令未更改。',
  'people.not-active': '该帐号当前状态不能办理此项（未启用、已停用或已注销），未作任何更改。请核对帐号状态。',
  'people.login-taken': '登录名“{login}”已被使用，未建立帐号。请换一个登录名。',
  'people.same-person': '此项须由两人办理，第二人不能与第一人相同。未作任何更改。',
  'people.second-person-refused': '第二人的帐号、口令或岗位不符合要求，未作任何更改。',
  'people.exclusive-post': '三个管理员岗位互斥，且不得兼任业务岗位。岗位未更改。',
  'people.last-holder': '不能撤去最后一名{post}。未作任何更改。请先任命接替人。',
  'people.not-found': '找不到该人员，未作任何更改。',
  'people.already-decided': '该事项已经办理过，未重复执行。',
  'people.signing-key-missing': '您还没有签名密钥，未签署。请重新登录以建立签名密钥。',
  // records
  'record.not-found': '没有找到该记录，或您不在其知悉范围内。',
  'record.frozen': '记录已归档冻结，内容未更改。如需更正，请建立更正版本。',
  'record.not-draft': '记录当前状态为“{state}”，不能修改内容。',
  'record.move-refused': '不能把“{from}”的记录{act}。状态未更改。',
  'record.incomplete': '还不能提交：{detail}。已填内容均已保存。请补全后再提交。',
  'record.unsigned':
    '未经用户签字或盖章，不能提交（5.5.5）。已填内容均已保存。请先录入签字扫描件，或由主管作出无签字处理决定。',
  'record.same-person': '拟制、审查、批准不得为同一人（{detail}）。状态未更改。请由另一人办理。',
  'record.field-unknown': '表单中没有“{field}”这一栏，未保存。',
  'record.field-invalid': '“{field}”填写不正确：{detail}。原内容保留。',
  'record.stale': '该记录刚被他人修改，您的更改未保存。请刷新后重试。',
  'record.marking-lower': '密级或期限低于组成部分的最高值，未更改。如确需降低，须由定密责任人另行决定。',
  'record.clearance': '记录密级高于您的涉密等级，未执行。',
  'record.original-required': '归档前须登记纸质原件已收到，或填写“原件未到”的到期日。记录未归档。',
  'record.scan-not-bound': '扫描件的追踪码与已打印供签字的版本不一致（{detail}），未采用。请核对纸面追踪码。',
  'record.changed-after-print': '内容在打印供签字之后改动过，原签字已失效。请重新打印并取得签字。',
  'record.not-owned': '该记录由站点“{site}”填写，本站不能修改，未作任何更改。如有错误，请退回该站点更正。',
  'record.reader-clearance': '“{name}”的涉密等级低于记录密级，不能列入知悉范围。未作任何更改。',
  'record.reader-role': '“{name}”的岗位不得查阅此类记录，不能列入知悉范围。未作任何更改。',
  'record.reader-term': '知悉期限须自今日起、至多一年。未作任何更改。请更正终止日期。',
  'record.reader-known': '“{name}”已在知悉范围内，未重复申请。',
  'record.reader-own': '申请人和被列入的人不能自己批准（{detail}）。未作任何更改。请由另一位领导办理。',
  'record.reader-fixed': '“{name}”由程序按岗位或任务列入，不能单独终止。未作任何更改。',
  'record.no-reviewer':
    '办理后该记录将没有可审查的在岗知悉人，未作任何更改。请先把另一位有审查权的人员列入知悉范围。',
  'record.mark-own': '定密决定不能由提出人自己作出，未定密。请由另一位定密责任人办理。',
  'record.mark-damaged':
    '密级标志与签署、定密的内容不一致，已停止打印和导出。记录保持原样。请立即报告安全保密管理员。',
  'record.link-exists': '这两份记录已有同样的关联，未重复登记。',
  'emergency.not-on-duty': '只有领导或当日值班领导可以审批紧急知悉，未作任何更改。',
  'emergency.not-found': '没有找到该申请，或已经办理、已过有效期。未作任何更改。请刷新后重试。',
  'people.last-reviewer':
    '办理后将有记录没有可审查的在岗知悉人（{detail}），未作任何更改。请先由领导在这些记录的知悉范围中另列有审查权的人员，或为他人授予相应岗位。',
  'people.inspector-alone': '检查人员不得兼任其他岗位，且须设终止日期。岗位未更改。',
  'record.number-year': '发生时间不在可编号的年份之内，未保存。请检查发生时间。',
  'attachment.too-large': '附件超过 2 GiB，未收入。',
  'attachment.bad-name': '附件文件名不可用，未收入。请改名后重试。',
  'attachment.unreadable': '无法读取所选文件，未收入。请检查文件后重试。',
  'search.bad-query': '检索式不正确：{detail}。请更正后重试。',
  'cursor.bad': '翻页位置已失效，请从第一页重新开始。',
  // tasks and dispatch
  'support.state': '该技术支持请求现在不能这样办理（{detail}）。未作任何更改。请刷新后查看经过。',
  'record.not-compared':
    '录入内容尚未与手写原件核对（5.5.5），未审查。请审查人逐栏核对后，在“签字核对”中确认一致。',
  'blank.refused': '不能这样登记空白表单（{detail}）。未作任何更改。请核对编号和去向。',
  'hold.refused': '不能这样暂停或恢复计时（{detail}）。期限未更改。请刷新后查看经过。',
  'item.settled-already': '该物品已经核销，未重复登记。',
  'item.settle-refused': '不能这样核销（{detail}）。未作任何更改。请改选去向或由主管领导办理。',
  'spares.not-enough':
    '库房 {depot} 的备件 {part} 不足：需 {needed}，现有 {stock}。未作任何更改。请核对数量或先办理入库。',
  'spares.serial': '备件 {part} 按编号管理：{detail}。未作任何更改。请核对编号。',
  'spares.mixed': '用户财产与自有备件须分开记账（5.8），不能在 {from} 与 {to} 之间调拨。未作任何更改。',
  'spares.day': '出入库日期不能晚于今天，未登记。请更正日期。',
  'spares.same-depot': '调出和调入不能是同一库房，未登记。请另选库房。',
  'spares.link': '所填的计划或记录不能用于本次出入库（{detail}），未登记。',
  'spares.no-part': '没有找到代码为 {code} 的{what}，未作任何更改。请核对代码。',
  'spares.undecided': '预投计划还有未决定的备件：{detail}。已决定的都已保存。',
  'spares.reason': '{detail}须写明理由，未作任何更改。',
  'spares.uncounted': '盘点单不完整：{detail}。已登记的都已保存。',
  'spares.book-changed': '盘点后账面有变动（{detail}），未作任何更改。请重新取账面数并核对。',
  'case.gaps': '本步还缺：{detail}。已填写的内容都已保存。请补全后再办理。',
  'case.not-handler':
    '投诉由承办专人处理（5.6），承办专人是 {name}。未作任何更改。请由其办理，或先改派承办专人。',
  'case.not-department': '转办单由承办部门（{detail}）办理。未作任何更改。',
  'case.other-office':
    '中心领导和质量部须各签收一次（5.2.2），{detail}已签收。未作任何更改。请由另一方签收。',
  'case.doubled': '已由此记录立案，未重复立案。请在关联记录中打开原案。',
  'case.maybe-doubled':
    '该单位已先以电话报告，有案在等待其记录，未另立案。请关联到原案；确属另一事项的，写明理由后立案。',
  'case.center-only':
    '此类案卷由客户服务中心立案，本站未立案。请以电话报告中心，并填写用户信息记录处理表随数据包发出（5.6、5.2.2）。',
  'case.not-from-here': '不能由此种记录开立该类事项，未作任何更改。',
  'case.no-clock': '此类事项没有可以暂停的计时，或者已经办结。未作任何更改。',
  'case.held-already': '计时已经暂停，未重复暂停。',
  'case.not-held': '计时没有暂停，未作任何更改。',
  'case.not-joined': '该记录不是 {unit} 的记录，或已关联到别的案，未关联。请核对后再办理。',
  'case.serial': '产品 {serial} 不能这样落实（{detail}）。未作任何更改。',
  'case.period': '检查期起止日期未填写或颠倒，未抽样。请更正后再抽样。',
  'task.open-items': '任务还有未了事项，不能办结：{detail}。',
  'dispatch.unqualified': '所派人员不具备条件：{detail}。通知单未签发。请换人，或由中心领导批准后派出。',
  'dispatch.no-staff': '通知单还没有派出人员，未签发。',
  // rules, calendar, roster
  'rules.not-found': '没有找到该版本的服务规则，未作任何更改。请刷新后重试。',
  'rules.not-open': '该版本当前状态不能{act}，未作任何更改。请刷新后重试。',
  'rules.incomplete': '服务规则还不能提交：{detail}。草稿已保存。请更正后再提交。',
  'rules.day-passed': '生效日期须晚于今日和上一版本的生效日期（{day}），未提交或批准。请更改生效日期。',
  'roster.taken': '{day} 已由{name}值班，未作任何更改。如确需更换，请选择“更换现有人员”。',
  'roster.refused': '值班未更改：{detail}。请更正后重试。',
  'override.not-found': '没有找到该申请，或已经办理。未作任何更改。请刷新后重试。',
  'override.own': '申请人不能批准自己的申请，未批准。请由领导办理。',
  'override.needless': '“{name}”具备派出条件或已有申请在办，未另行申请。',
  'certificate.not-found': '没有找到该证书，或已经撤下。未作任何更改。请刷新后重试。',
  'plan.none-in-force': '{year} 年没有执行中的技术服务计划，未作任何更改。请先办完计划的审核、批准和下达。',
  'plan.exists':
    '{year} 年的技术服务计划正在编制或已在执行，未另行建立。请打开现有计划，或修订执行中的计划。',
  'plan.lines': '技术服务计划还不能提交：{detail}。已填内容均已保存。请更正后再提交。',
  'plan.line-refused': '计划项 {line} 不能{act}（{detail}），未作任何更改。请刷新后重试。',
  'rules.same-person': '编辑人不能批准自己编辑的版本，未批准。请由中心领导办理。',
  // master data
  'master.not-found': '没有找到该条基础资料。',
  'master.duplicate': '编号“{code}”已存在，未重复建立。',
  'master.not-joined': '两条基础资料不能归并（{detail}），未作任何更改。请核对后另选目标条目。',
  // printing
  'volume.nothing': '没有等待成册的归档记录，未生成任何册。请先编号归档。',
  'volume.open': '本类本年已有一册编好而未封卷，未另编新册。请先封卷或拆开该册。',
  'volume.not-found': '没有找到该册，或您无权查看册内的全部记录。',
  'volume.state': '该册当前状态不能{act}，未作任何更改。',
  'volume.changed': '编册期间册内记录有变动，该册没有保存。请重新编册。',
  'volume.marking': '册的密级不能低于册内文件（{marking}），也不能高于本站最高密级。未编册。',
  'volume.medium':
    '介质“{medium}”未登记，或其密级低于该册（{marking}），未导出。请使用密级够用的已登记介质。',
  'volume.folder': '目标文件夹已有同名内容或不能写入，未导出。请换一个空的文件夹。',
  'print.too-long': '期间内打印申请超过 {most} 项，未打印。请缩短期间，分次打印。',
  'print.not-approved': '该文件尚未批准，只能打印草稿。未打印。',
  'print.not-applied': '打印申请不存在或尚未批准，未打印。',
  'print.same-person': '打印审批人不能是申请人。未批准。',
  'print.printer-refused': '打印机“{printer}”未登记或密级低于文件密级，未打印。请改用已登记的打印机。',
  'print.file-printer': '“{printer}”会生成文件，未登记为允许的打印机，未打印。',
  'print.missing-glyphs': '下列字没有可用字形，未打印：{characters}。请联系系统管理员。',
  'print.already-printed': '该份已经打印过。如需重印请另行申请新的份号。',
  'print.state': '该份当前状态为“{state}”，不能{act}。',
  'print.version-changed': '申请之后内容已改动，原申请作废，未打印。请重新申请。',
  'print.render-failed': '版面生成失败，未打印：{detail}。',
  'print.not-taken': '打印机“{printer}”没有接收文件，未打印，该份已记为作废。请检查打印机后重新申请。',
  'print.wrong-kind': '该类文件或其当前状态（{state}）不能打印供签字，未打印。',
  'print.not-found': '没有找到该打印申请或该份，或您无权查看。',
  'print.no-authorisation': '没有有效的供签字打印授权（表单、期限、人员），未打印。请向打印审批人申请。',
  // reports
  'report.frozen': '报告已提交冻结，数据不能改动。请建立新版本。',
  'report.period-open': '报告期尚未结束，不能提交。草稿已保存。',
  'report.exists': '该期、该范围的报告已存在，未重复建立。',
  'report.not-frozen': '报告尚未提交，数据未冻结，没有可复算的内容。',
  'report.period-unknown': '报告期或用户分类不完整，未提交。请核对报告期。',
  'report.note-missing': '本稿修改自已批准的报告，未填写变更说明，未提交。请写明改了什么、为什么。',
  'report.copies-missing':
    '下列单位还没有本版的打印份：{offices}。未报送。请先申请打印，每个单位按份数各打印一份。',
  'report.no-recipients': '内部分发名单为空，未分发。请先填写分发名单（5.7.3）。',
  'report.recipient': '所选人员中有的已停用、无权查阅或涉密等级不够，名单未保存。',
  'report.recipient-kept': '报告已分发，名单只能增加，不能删去已收到的人员。名单未保存。',
  'report.not-recipient': '您不在本报告的分发名单上，或报告尚未分发，未登记签收。',
  'period.not-over': '报告期尚未结束，不能锁定。',
  'period.locked': '报告期已经锁定，未重复锁定。',
  'period.not-locked': '报告期没有锁定，或随上级报告期锁定，不能单独解锁。',
  'satisfaction.settled': '该评价已登记过回访，或该结果已开立改进项，未重复登记。',
  'satisfaction.no-data': '该范围在本期没有评价，或不低于改进界限，未开立改进项。',
  // exchange
  'exchange.not-paired': '与站点“{site}”尚未完成信任建立，未执行。请先办理双人信任建立。',
  'exchange.not-approved': '数据包尚未经介质与密级审批，未导出。',
  'exchange.nothing-to-send': '没有需要发送的内容，未建立数据包。',
  'exchange.package-not-found': '没有找到该数据包，未作任何更改。请刷新列表后重试。',
  'exchange.preview-gone':
    '该预览已失效（已锁定、已接收或已放弃），未重复导入任何内容。如仍需导入，请重新检验数据包。',
  'exchange.marking-too-high': '数据包密级（{level}）高于介质或接收站点允许的最高密级，未导出。',
  'exchange.media-unwritable': '没有写到介质上：{detail}。请排除后重试，或换一件已登记的介质。',
  'exchange.read-back-failed':
    '写入后从介质读回的内容不一致，未认定为已导出。数据包已封存，请换介质重新写出。',
  'exchange.media-unreadable': '介质无法读取：{detail}。未导入任何内容。',
  'exchange.media-own': '该介质由您登记批准，不能再由您导入。未导入任何内容，预览仍在。请由另一人导入。',
  'exchange.receipt-misread': '回执码有字符不符，未登记。请对照纸面逐组核对后再录。',
  'exchange.receipt-unsigned':
    '回执码中的签名与本站封存的 {epoch} 第 {seq} 号包不符，未登记。请确认对方站点，先收入对方的新名册，再请对方重新打印回执。',
  'exchange.link-refused': '介质上的目录或文件是链接，已拒绝。未导入任何内容。',
  'exchange.fingerprint-mismatch': '指纹或口令词与纸面不一致，未建立信任。请停止使用该介质并报告。',
  'exchange.key-unlisted': '本站或您的签名密钥不在最新名册中，或已撤销，未封存。请由两名管理员先签署新名册。',
  'exchange.streams-incomplete': '站点“{site}”最后收到的包号与本站封存的不符，未执行。请向对方核实后重填。',
  'exchange.root-key-wrong': '站点根密钥文件或口令不正确，未签署名册。',
  'package.refused': '数据包已拒绝（{code}）：{detail}。未导入任何内容，介质请封存备查。',
  'package.held': '数据包缺少前序（{missing}），已暂存。收到缺少的数据包后自动续接。',
  'package.fork':
    '发现同一序号的两个不同数据包（{detail}），该站点数据流已冻结并报警。未导入任何内容。请立即报告。',
  // tables
  'sheet.refused': '表格文件未采用：{detail}。没有导入任何内容。请更正文件后重新选取。',
  'sheet.has-errors': '表格中有 {count} 处错误，没有导入任何内容。请按所列的行和栏更正文件后重新选取。',
  'sheet.preview-gone': '没有待导入的预览，可能已锁定或已导入。没有导入任何内容。请重新选取文件。',
  'sheet.not-found': '没有找到该导出申请或导入，或不在您的知悉范围内。未作任何更改。',
  'sheet.empty': '清单中没有您可以导出的内容，未提出申请。请先调整筛选。',
  'sheet.too-many': '清单超过 {most} 行，未提出申请。请用筛选分几次导出。',
  'sheet.level':
    '密级 {marking} 高于介质或您的权限，或低于内容应有的密级，未提出申请。请另选介质或更正密级。',
  'sheet.changed': '清单的内容在申请后有变动，或已不在您的知悉范围内，没有写出文件。请重新申请。',
  'sheet.state': '该申请现在是“{state}”，未作更改。请刷新后查看。',
  'sheet.same-person': '申请人不能自己审批，未作更改。请由另一人审批。',
  'sheet.built-on': '导入的内容之后已有人使用或更改（{detail}），未撤销，全部保留。请逐条更正。',
  'sheet.undone': '该次导入已经撤销，未作更改。',
  // audit
  'audit.year-open': '{year} 年尚未结束，或没有可导出的审计记录，未导出。审计记录未改动。',
  'audit.segment-kept':
    '{year} 年的审计记录须在本机保存至 {until}，未移出。审计记录未改动。年段文件可以随时重新导出。',
  'audit.segment-order': '须先导出更早的年份（{year}），未导出。审计记录未改动。',
  'audit.segment-differs':
    '年段文件与登记的不一致或读不到（{detail}），未移出。审计记录未改动。请找到原文件或重新导出。',
  'audit.segment-not-found': '没有找到该年段，或已经移出。审计记录未改动。',
  'audit.chain-broken': '审计链校验未通过（{detail}），未执行。审计记录未改动。请立即报告。',
  // forms, rules, calendar
  'form.invalid': '表单定义不正确：{detail}。',
} as const;

/** Closed union of all error codes. */
export type ErrorCode = keyof typeof errorSentences;
/** Values for the holes of a sentence. Never record contents of rows the reader may not see. */
export type ErrorParams = Readonly<Record<string, string | number>>;

/** Error as plain data, the only form in which it crosses to the page. */
export interface ErrorData {
  readonly code: ErrorCode;
  readonly params: ErrorParams;
  readonly message: string;
  /** Form field that caused it, where there is one. */
  readonly field?: string;
}

/** The Chinese sentence of an error code with its holes filled. */
export function errorMessage(code: ErrorCode, params: ErrorParams = {}): string {
  return errorSentences[code].replace(/\{(\w+)\}/g, (_, name: string) => String(params[name] ?? ''));
}

/** The only error that services throw on purpose. Anything else is a defect and is shown as `internal`. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly params: ErrorParams;
  readonly field: string | undefined;

  constructor(code: ErrorCode, params: ErrorParams = {}, field?: string) {
    super(errorMessage(code, params));
    this.name = 'AppError';
    this.code = code;
    this.params = params;
    this.field = field;
  }

  /** Plain data for the page. */
  toData(): ErrorData {
    const data = { code: this.code, params: this.params, message: this.message };
    return this.field === undefined ? data : { ...data, field: this.field };
  }
}
