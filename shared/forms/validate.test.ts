import { describe, expect, it } from 'vitest';
import type { FormDefinition } from './definition.ts';
import { displayField, displayRows, displayValue, summaryOf } from './display.ts';
import { latestForm } from './registry.ts';
import { searchText } from './searchText.ts';
import { checkComplete, checkField, type HeadValues } from './validate.ts';
import { canonicalContent, contentForSignature, initialContent } from './versions.ts';

const head: HeadValues = {
  customer: 'HQ-0000000000000001',
  equipment: ['HQ-0000000000000002'],
  task: 'HQ-0000000000000003',
};
const labels = (form: FormDefinition, content: Record<string, unknown>, parts: string[], more = {}) =>
  checkComplete(form, content, parts, { head, ...more }).map((problem) => problem.field);

const signed = {
  acceptance: 'accepted',
  evaluationState: 'given',
  evaluationProduct: 'satisfied',
  signature: 'signed',
  signedBy: '王班长',
  signedDay: '2026-03-04',
  signatureScan: [{ uid: 'HQ-00000000000000aa', name: 'scan.pdf' }],
};
const service = {
  serviceDay: '2026-03-04',
  place: '一号码头',
  staff: [{ staff: 'HQ-00000000000000bb', name: '李工' }],
};
const repairPart = {
  serial: '000123',
  inWarranty: false,
  symptom: '无发射功率',
  causeClass: 'component',
  location: '功放模块',
  action: '更换功放模块',
  restored: true,
  reportedAt: '2026-03-01T01:00:00.000Z',
  restoredAt: '2026-03-04T06:00:00.000Z',
};

describe('checkField', () => {
  const phone = latestForm('phoneRecord');
  it('takes every empty value in a draft', () => {
    for (const value of [null, undefined, '']) expect(checkField(phone, 'need', value)).toBeNull();
  });
  it('names an unknown field', () => {
    expect(checkField(phone, 'nothing', 'x')?.problem).toBe('表单中没有这一栏');
  });
  it.each([
    ['minutes', -1, '不能小于 0'],
    ['minutes', 1.5, '应为整数'],
    ['minutes', 'viele', '应为整数'],
    ['direction', 'sideways', '不在可选范围内'],
    ['solvedOnCall', 'yes', '应选“是”或“否”'],
    ['startedAt', 'yesterday', '填写的内容不符合要求'],
    ['caller', 'x'.repeat(61), '不能超过 60 个字符'],
    ['caller', { toString: 'x' }, '应为文字'],
  ])('says in Chinese why %s may not be %j', (key, value, problem) => {
    expect(checkField(phone, key, value)?.problem).toBe(problem);
  });
});

describe('checkComplete', () => {
  it('wants a result of a phone record only if it was not turned into a task (5.1.2.2)', () => {
    const phone = latestForm('phoneRecord');
    const content = {
      direction: 'in',
      startedAt: '2026-03-01T01:00:00.000Z',
      caller: '王',
      need: '咨询',
      opinion: '已答',
    };
    expect(checkComplete(phone, content, [], { head })).toEqual([]);
    const alone = checkComplete(phone, content, [], { head: { ...head, task: null } });
    expect(alone).toEqual([{ field: 'result', label: '处理结果', problem: '必填' }]);
  });

  it('wants of 06A only the parts chosen for the case, and always the customer part', () => {
    const form = latestForm('repairReport');
    expect(labels(form, { ...service, ...repairPart, ...signed }, ['repair'])).toEqual([]);
    expect(labels(form, { ...service, ...signed }, ['training'])).toEqual([
      'trainingHours',
      'trainingContent',
      'trainingPeople',
    ]);
    expect(labels(form, { ...service, ...repairPart }, ['repair'])).toEqual([
      'acceptance',
      'evaluationState',
      'signature',
    ]);
    expect(labels(form, { ...service, ...signed }, [])).toEqual(['parts']);
  });

  it('wants reasons where the customer declines or refuses', () => {
    const form = latestForm('repairReport');
    const content = { ...service, ...repairPart, ...signed };
    expect(labels(form, { ...content, evaluationState: 'declined' }, ['repair'])).toEqual([
      'evaluationDeclinedReason',
    ]);
    expect(labels(form, { ...content, acceptance: 'refused' }, ['repair'])).toEqual(['acceptanceNote']);
    expect(labels(form, { ...content, signature: 'none' }, ['repair'])).toEqual(['unsignedReason']);
    expect(labels(form, { ...content, signature: 'sealed', signedBy: null }, ['repair'])).toEqual([]);
  });

  it('wants the return part of 04A not before the return', () => {
    const form = latestForm('dispatchNotice');
    const issued = {
      reason: 'customer',
      service: 'onSiteRepair',
      place: '一号码头',
      contact: '王班长',
      taskText: '检修',
      staff: [{ staff: 'HQ-00000000000000bb', name: '李工', lead: true }],
      startDay: '2026-03-02',
      dueOnSite: '2026-03-03',
    };
    expect(labels(form, issued, [], { at: 'issue' })).toEqual([]);
    expect(labels(form, issued, [], { at: 'recordReturn' })).toEqual([
      'arrivedDay',
      'returnedDay',
      'handedInDay',
      'outcome',
    ]);
  });

  it.each([
    [2, '至少 3 项，现有 2 项'],
    [3, undefined],
    [4, undefined],
  ])('08A with %i sets: %s', (count, problem) => {
    const serials = Array.from({ length: count }, (_, index) => ({
      equipment: `e${index}`,
      serial: `00${index}`,
    }));
    const problems = checkComplete(latestForm('batchReport'), { serials }, []);
    expect(problems.find((item) => item.field === 'serials')?.problem).toBe(problem);
  });

  it('counts the sets of the head', () => {
    const two = { ...head, equipment: ['a', 'b'] };
    const one = checkComplete(latestForm('commissioningReport'), {}, [], { head: two });
    expect(one.find((item) => item.field === 'head.equipment')?.problem).toBe(
      '至多 1 台（套），现有 2 台（套）',
    );
    const batch = checkComplete(latestForm('batchReport'), {}, [], { head: two });
    expect(batch.find((item) => item.field === 'head.equipment')?.problem).toBe(
      '至少 3 台（套），现有 2 台（套）',
    );
  });

  it('wants a reason for every check item that does not apply', () => {
    const base = {
      service: 'visit',
      occasion: 'plan',
      description: '走访',
      mode: 'onSite',
      responsibleSite: 'HQ',
    };
    const row = { key: 'content.asked', label: '了解情况', state: 'notApplicable' };
    const problems = checkComplete(latestForm('task'), { ...base, checkList: [row] }, [], {
      head: { ...head, task: null },
    });
    expect(problems).toEqual([
      { field: 'checkList', label: '核对项目', problem: '“了解情况”选“不适用”须填写理由' },
    ]);
  });

  it('wants every required cell of a list row', () => {
    const problems = checkComplete(latestForm('outgoingItem'), { items: [{ name: '功放模块' }] }, []);
    expect(problems.find((item) => item.field === 'items')?.problem).toBe('第 1 行的“数量”未填');
  });
});

describe('versions', () => {
  const form = latestForm('repairReport');
  const content = { ...signed, ...repairPart, ...service, batch: null, hoursUsed: 0 };

  it('leaves out of the signed version what the customer writes on the paper', () => {
    const version = contentForSignature(form, content);
    expect(Object.keys(version)).not.toContain('acceptance');
    expect(Object.keys(version)).not.toContain('signedBy');
    expect(version).toEqual(contentForSignature(form, { ...content, evaluationProduct: 'dissatisfied' }));
    expect(version).not.toEqual(contentForSignature(form, { ...content, symptom: '其他' }));
  });

  it('gives equal JSON for equal content whatever the order of typing', () => {
    const reversed = Object.fromEntries(Object.entries(content).reverse());
    expect(JSON.stringify(canonicalContent(form, reversed))).toBe(
      JSON.stringify(canonicalContent(form, content)),
    );
    expect(canonicalContent(form, content)).toMatchObject({ hoursUsed: 0 });
  });

  it('takes the issued part of a dispatch notice by itself', () => {
    const notice = latestForm('dispatchNotice');
    expect(contentForSignature(notice, { place: '一号码头', outcome: '完成' }, ['issued'])).toEqual({
      place: '一号码头',
    });
  });

  it('starts a record with its start values', () => {
    expect(initialContent(latestForm('phoneRecord'))).toEqual({ direction: 'in' });
  });
});

describe('display', () => {
  const form = latestForm('repairReport');
  const content = {
    ...service,
    ...repairPart,
    partsSwapped: [{ name: '功放模块', quantity: 1, oldSerial: '001', newSerial: '002' }],
  };
  it.each([
    ['causeClass', '元器件'],
    ['restored', '是'],
    ['reportedAt', '2026-03-01 09:00'],
    ['staff', '李工'],
    ['serial', '000123'],
    ['partsSwapped', '功放模块 1 001 002'],
    ['batch', ''],
  ])('%s reads %s', (key, words) => {
    expect(displayField(form, content, key)).toBe(words);
  });

  it('never shows raw data for a value of the wrong shape', () => {
    for (const field of form.fields) {
      for (const value of [{ a: 1 }, [{ a: 1 }], 7n, Symbol('x')]) {
        expect(displayValue(field, value)).not.toContain('[object');
      }
    }
  });

  it('gives list cells in column order', () => {
    const field = form.fields.find((candidate) => candidate.key === 'partsSwapped');
    expect(field && displayRows(field, content.partsSwapped)).toEqual([
      ['功放模块', '', '1', '001', '002', '', ''],
    ]);
  });

  it('sums a record up in one line', () => {
    expect(summaryOf(form, content)).toBe('无发射功率');
    expect(summaryOf(form, { ...content, symptom: '长'.repeat(200) })).toHaveLength(80);
  });

  it('indexes searchable fields only', () => {
    const text = searchText(form, { ...content, inWarranty: true, signedBy: '王班长' });
    expect(text.split('\n')).toEqual(
      expect.arrayContaining(['000123', '无发射功率', '功放模块', '更换功放模块', '一号码头', '王班长']),
    );
    expect(text).not.toContain('元器件');
  });
});
