import type { AreaHandlers } from '../access/handlerTypes.ts';
import { auditReports, previewAuditReport, printAuditReport } from './auditReport.ts';
import { authorisations, authorise } from './authorisations.ts';
import { blankForms } from './blankForms.ts';
import { previewExchangePaper, printExchangePaper } from './exchangePapers.ts';
import { previewCompliance, previewInspection, printCompliance, printInspection } from './inspectionPaper.ts';
import { apply, decide, ledger, moveCopy, trace } from './ledger.ts';
import { previewLedger, printLedger } from './ledgerPaper.ts';
import { previewMatrix, printMatrix } from './matrixPaper.ts';
import { printers, registerPrinter } from './printers.ts';
import { forSignature, preview, run } from './printing.ts';
import { previewRehearsal, printRehearsal } from './rehearsalPaper.ts';

/** Service functions of the contract's `printing` area. */
export const printingHandlers: AreaHandlers<'printing'> = {
  printers,
  registerPrinter,
  authorise,
  authorisations,
  preview,
  forSignature,
  blankForms,
  apply,
  decide,
  run,
  moveCopy,
  previewAuditReport,
  printAuditReport,
  auditReports,
  previewLedger,
  printLedger,
  previewMatrix,
  printMatrix,
  previewExchangePaper,
  printExchangePaper,
  previewRehearsal,
  printRehearsal,
  previewCompliance,
  printCompliance,
  previewInspection,
  printInspection,
  ledger,
  trace,
};
