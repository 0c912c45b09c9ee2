import type { DocumentSource } from '../../main/printing/document/source.ts';
import type { FieldDefinition, FormDefinition, ItemColumn } from '../../shared/forms/definition.ts';
import type { RecordKind } from '../../shared/forms/kinds.ts';
import { latestForm } from '../../shared/forms/registry.ts';
import type { Instant } from '../../shared/ids.ts';

/** How full a sample is. */
export interface SampleSize {
  /** Rows of every list. */
  readonly rows: number;
  /** Characters of every long text. */
  readonly text: number;
  /** False leaves what the customer writes on the paper empty. */
  readonly customer?: boolean;
}

const sentence =
  '设备加电后自检正常，按规程逐项检查接收、发射和电源各分机，测得灵敏度、输出功率均符合技术条件，天线转动平稳，未见异常声响。';
const names = ['喆堃', '玥昇', '垚赟', '镕珺', '瑄祎', '建国', '志强', '晓梅'];

/** Text of about `length` characters, with a mark at its end that a test can look for. */
export function sampleText(length: number, mark: string): string {
  const body = sentence
    .repeat(Math.ceil(length / sentence.length))
    .slice(0, Math.max(0, length - mark.length));
  return `${body}${mark}`;
}

/** The mark at the end of a field's sample text. */
export function markOf(key: string): string {
  return `（${key}止）`;
}

/** A plausible record of a kind with every field filled. */
export function sampleSource(kind: RecordKind, size: SampleSize): DocumentSource {
  const form = latestForm(kind);
  const at = '2026-11-20T02:30:00.000Z' as Instant;
  const content: Record<string, unknown> = {};
  for (const field of form.fields) {
    if (field.fromPaper && size.customer === false) continue;
    content[field.key] = sampleValue(field, size);
  }
  return {
    form,
    content,
    parts: form.parts.map((part) => part.key),
    registrationNumber: 'WX-2026-HQ-0123',
    archiveNumber: null,
    marking: '秘密★5年',
    occurredAt: at,
    recordedAt: at,
    author: `张${names[0]}`,
    customer: { code: 'K-0031', name: '东海某部通信修理所' },
    equipment: [{ code: 'H7-2024-0117', name: 'TK-7 短波电台' }],
    task: { number: 'RW-2026-HQ-0098', title: '短波电台无输出，现场检修' },
    site: '客户服务中心',
    version: 3,
    digest: '9f3c1a77be0245d18c60aa31f7e2d5b49f3c1a77be0245d18c60aa31f7e2d5b4',
    signatures: signaturesOf(form, at),
  };
}

function signaturesOf(form: FormDefinition, at: Instant): DocumentSource['signatures'] {
  const [first] = form.layout.paper.signatures;
  return first?.move ? { [first.move]: { name: '李玥昇', at, onBehalfOf: null } } : {};
}

function sampleValue(field: FieldDefinition, size: SampleSize): unknown {
  const rows = <T>(row: (index: number) => T): T[] =>
    Array.from({ length: size.rows }, (_, index) => row(index));
  switch (field.type) {
    case 'longText':
      return sampleText(size.text, markOf(field.key));
    case 'text':
      return `${field.label}内容`;
    case 'phone':
      return '010-5550 1234';
    case 'number':
    case 'integer':
      return Math.max(field.min ?? 0, 12);
    case 'day':
      return '2026-11-20';
    case 'instant':
      return '2026-11-20T02:30:00.000Z';
    case 'time':
      return '10:32';
    case 'boolean':
      return true;
    case 'choice':
      return field.options?.[0]?.value;
    case 'multiChoice':
      return field.options?.slice(0, 2).map((option) => option.value);
    case 'staffList':
      return rows((index) => ({
        staff: `HQ-${index}`,
        name: `王${names[index % names.length]}`,
        title: '中级',
        qualification: '服务规范有效至 2027-08；产品技术有效至 2027-03',
        lead: index === 0,
      }));
    case 'equipmentList':
      return rows((index) => ({
        equipment: `HQ-${index}`,
        serial: `H7-2024-${String(index + 1).padStart(4, '0')}`,
        model: 'TK-7',
        done: true,
        note: '正常',
      }));
    case 'checkList':
      return rows((index) => ({ key: `c${index}`, label: `第 ${index + 1} 项核对`, state: 'done' }));
    case 'recordList':
      return rows((index) => ({
        uid: `HQ-${index}`,
        kind: 'repairReport',
        number: `WX-2026-HQ-${index}`,
        title: '检修',
      }));
    case 'itemList':
      return rows((index) =>
        Object.fromEntries((field.columns ?? []).map((column) => [column.key, cell(column, index)])),
      );
    case 'master':
      return { uid: 'HQ-m', code: 'TK-7', name: '短波电台' };
    case 'account':
      return { uid: 'HQ-a', name: '赵镕珺' };
    case 'attachmentList':
      return [{ uid: 'HQ-f', name: '签字页.png' }];
    case 'data':
      return null;
  }
}

function cell(column: ItemColumn, index: number): string | number | boolean {
  switch (column.type) {
    case 'number':
    case 'integer':
      return index + 1;
    case 'boolean':
      return true;
    case 'day':
      return '2026-12-15';
    case 'choice':
      return column.options?.[0]?.value ?? '';
    default:
      return index % 4 === 3
        ? `${column.label}第 ${index + 1} 行，内容较长，需要在本格内换行书写`
        : `${column.label}${index + 1}`;
  }
}
