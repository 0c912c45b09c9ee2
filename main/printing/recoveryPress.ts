import { AppError } from '../../shared/errors.ts';
import type { PaperPress, RecoveryPaper } from '../access/keys.ts';
import { sans, serif } from './document/fonts.ts';
import { completeDocument, escapeHtml, servedFontBase } from './document/html.ts';
import { demandPrinter, demandRegistered } from './printers.ts';

/** How each paper is to be kept, in the words that stand on it. */
const keeping: Readonly<Record<RecoveryPaper['paper'], readonly string[]>> = {
  share1: [
    '由保管人本人密封保存，不得拍照、复印、抄录或与另一份放在一起。',
    '两份份额加封装密钥即可打开本站全部数据。',
  ],
  share2: [
    '由保管人本人密封保存，不得拍照、复印、抄录或与另一份放在一起。',
    '两份份额加封装密钥即可打开本站全部数据。',
  ],
  share3: [
    '由保管人本人密封保存，不得拍照、复印、抄录或与另一份放在一起。',
    '两份份额加封装密钥即可打开本站全部数据。',
  ],
  wrapped: [
    '存入保密柜，与备份介质分开保管。没有两份恢复份额，本页打不开任何数据。',
    '每次更换数据库密钥后重新打印，旧页当面销毁。',
  ],
};

const style = `
@page{size:A4 portrait;margin:28mm 26mm}
*{box-sizing:border-box}
html{font-synthesis:none;font-variant-numeric:tabular-nums}
body{margin:0;font-family:${serif};font-size:12pt;line-height:20pt;color:#000}
.mark{font-family:${sans};font-weight:700;color:#c00000;font-size:14pt}
h1{font-family:${sans};font-size:20pt;line-height:30pt;margin:14mm 0 8mm;text-align:center}
dl{display:grid;grid-template-columns:8em 1fr;row-gap:4pt;margin:0 0 8mm}
dt{font-family:${sans};font-weight:700}
dd{margin:0}
h2{font-family:${sans};font-size:12pt;margin:0 0 2mm}
.text{border:1pt solid #000;padding:5mm;margin:0 0 8mm;font-family:${sans};font-size:15pt;line-height:26pt;letter-spacing:.06em;overflow-wrap:anywhere}
li{margin-bottom:2mm}
.sign{display:flex;justify-content:space-between;margin-top:24mm}
.sign span{border-top:.75pt solid #000;width:44mm;padding-top:2mm;text-align:center}
`;

/** A paper of the recovery as a complete document. Marked with the highest level of the site: it opens everything there. */
export function recoveryPaperDocument(
  paper: RecoveryPaper,
  site: { readonly name: string; readonly code: string; readonly marking: string },
  printedAt: string,
): string {
  const title = paper.paper === 'wrapped' ? '封装密钥与工作站密钥' : '恢复份额';
  const facts = [
    ['站点', `${site.name}（${site.code}）`],
    ['分割编号', paper.splitId.toUpperCase()],
    ['保管', paper.custodian],
    ['打印', printedAt],
    ['办理', paper.by.join('、')],
  ];
  const body =
    `<p class="mark">${escapeHtml(site.marking)}</p><h1>${title}</h1>` +
    `<dl>${facts.map(([name, value]) => `<dt>${escapeHtml(name ?? '')}</dt><dd>${escapeHtml(value ?? '')}</dd>`).join('')}</dl>` +
    paper.texts
      .map(({ name, text }) => `<h2>${escapeHtml(name)}</h2><p class="text">${escapeHtml(text)}</p>`)
      .join('') +
    `<ul>${keeping[paper.paper].map((line) => `<li>${escapeHtml(line)}</li>`).join('')}` +
    '<li>每组五个字符，末尾八个字符为校验；不含字母 I、L、O、U。</li></ul>' +
    '<p class="sign"><span>保管人签字</span><span>监督人签字</span><span>日期</span></p>';
  return completeDocument({ title, style, body, marginTexts: [], fontBase: servedFontBase });
}

const levels = ['', '内部', '秘密', '机密'] as const;

/** Prints papers of the recovery on a registered printer that makes paper: a share never becomes a file. */
export const recoveryPress: PaperPress = {
  check: async (ctx, printer) => {
    const { highestLevel } = ctx.site;
    await demandPrinter(ctx.db, ctx.host, printer, highestLevel);
    const { writesFiles } = await demandRegistered(ctx.db, printer, highestLevel);
    if (writesFiles) throw new AppError('print.file-printer', { printer });
  },
  print: async (ctx, printer, paper) => {
    const { site } = ctx;
    const html = recoveryPaperDocument(
      paper,
      { name: site.name, code: site.code, marking: levels[site.highestLevel] },
      ctx.today,
    );
    const pdf = await ctx.host.renderPdf(html);
    try {
      await ctx.host.print(pdf, printer, `recovery-${paper.splitId}-${paper.paper}`);
    } finally {
      pdf.fill(0);
    }
  },
};
