import { describe, expect, it } from 'vitest';
import { AppError } from '../errors.ts';
import { formCodes, registrationSeries } from '../numbers/numbers.ts';
import { defineForm, defineMasterForm, type FormDefinition, formKinds, recordKinds } from './definition.ts';
import { masterTypes } from './kinds.ts';
import { allForms, allMasterForms, formFor, latestForm, masterFormFor } from './registry.ts';
import { conditionsHold, contentSchema, isFieldEditable } from './validate.ts';

/** Section 7 of the procedure, word for word. */
const section7: readonly (readonly [string, string, string])[] = [
  ['customerInformation', 'QR758-01A', '用户信息记录处理表'],
  ['phoneRecord', 'QR758-02A', '服务电话记录'],
  ['faxRecord', 'QR758-03A', '服务传真记录'],
  ['dispatchNotice', 'QR758-04A', '售后服务通知单'],
  ['trainingRecord', 'QR758-05A', '用户培训记录'],
  ['repairReport', 'QR758-06A', '维修服务报告'],
  ['commissioningReport', 'QR758-07A', '开通/试验服务报告'],
  ['batchReport', 'QR758-08A', '正常批量开通/改造服务报告'],
  ['outgoingItem', 'QR758-09A', '客户服务发件记录'],
  ['incomingItem', 'QR758-10A', '客户服务收件记录'],
  ['serviceInformation', 'QR758-11A', '产品服务信息记录表'],
];

/** Fields that spec 2 names for each form beyond the head, by key. */
const specFields: Readonly<Record<(typeof formKinds)[number], readonly string[]>> = {
  customerInformation:
    'source informationKind content urgency handlingOpinion department acknowledgedBy due result repliedAt replyWay replyPerson satisfied closedBy'.split(
      ' ',
    ),
  phoneRecord:
    'direction startedAt minutes caller callerPost callerNumber need opinion solvedOnCall result'.split(' '),
  faxRecord: 'direction faxNumber pages subject faxedAt need opinion result originalFiledAt'.split(' '),
  dispatchNotice:
    'reason place contact taskText staff startDay dueOnSite taken issuedBy arrivedDay returnedDay handedInDay broughtBack outcome linkedReports'.split(
      ' ',
    ),
  trainingRecord:
    'place startDay endDay hours mode model syllabus teachers teachersConfirmed material materialVersion participants testResult opinion signature'.split(
      ' ',
    ),
  repairReport:
    'serial batch deliveredDay inWarranty hoursUsed symptom foundAt foundWhere environment causeClass location action partsSwapped restored reportedAt arrivedAt restoredAt trainingHours supportEvent acceptance evaluationProduct evaluationTimeliness suggestion signature'.split(
      ' ',
    ),
  commissioningReport:
    'platform installationCheck powerOn linkTest functionCheck mooringTrial seaTrial faults trainingGiven openItems acceptance evaluationProduct signature'.split(
      ' ',
    ),
  batchReport: 'model serials changeOrder exceptions acceptance evaluationProduct signature'.split(' '),
  outgoingItem:
    'itemDay itemNumber otherParty itemKind items level packageNumber way waybill linkedOrder condition signedByReceiver returnDue'.split(
      ' ',
    ),
  incomingItem:
    'itemDay itemNumber otherParty itemKind items level packageNumber way waybill linkedOrder condition signedByReceiver returnDue'.split(
      ' ',
    ),
  serviceInformation:
    'periodFrom periodTo serviceKind qualityInformation serviceInformation suggestion unitLeader'.split(' '),
};

describe('form registry', () => {
  it('has the eleven forms with code and title exactly as section 7', () => {
    expect(formKinds.map((kind) => [kind, latestForm(kind).code, latestForm(kind).title])).toEqual(section7);
  });

  it('has a form for every kind and every type of master data', () => {
    for (const kind of recordKinds) expect(latestForm(kind).kind).toBe(kind);
    for (const type of masterTypes) expect(masterFormFor(type).master).toBe(type);
    expect(allMasterForms).toHaveLength(masterTypes.length);
  });

  it('agrees with the number series', () => {
    for (const kind of formKinds) expect(formCodes[kind]).toBe(latestForm(kind).code);
    expect(latestForm('task').code).toBe(registrationSeries.task);
    expect(latestForm('situationReport').code).toBe(registrationSeries.situationReport);
  });

  it.each(formKinds)('%s declares every field of spec 2', (kind) => {
    const keys = latestForm(kind).fields.map((field) => field.key);
    expect(specFields[kind].filter((key) => !keys.includes(key))).toEqual([]);
  });

  it('gives the version asked for and refuses an unknown one', () => {
    expect(formFor('repairReport', 1)).toBe(latestForm('repairReport'));
    expect(() => formFor('repairReport', 99)).toThrow(AppError);
  });

  it('keeps quick entry of a phone record to six fields', () => {
    expect(latestForm('phoneRecord').layout.quick).toHaveLength(6);
    for (const form of allForms) expect(form.layout.quick.length).toBeLessThanOrEqual(6);
  });

  it.each(allForms.map((form) => [form.title, form] as const))(
    '%s survives the trip through JSON',
    (_, form) => {
      expect(defineForm(JSON.parse(JSON.stringify(form)))).toEqual(form);
    },
  );

  it.each(allMasterForms.map((form) => [form.title, form] as const))(
    '%s survives the trip through JSON',
    (_, form) => {
      expect(defineMasterForm(JSON.parse(JSON.stringify(form)))).toEqual(form);
    },
  );

  it('asks for signature and evaluation on every report filled at the customer (5.5.5)', () => {
    const signed = allForms.filter((form) => form.customerSigned).map((form) => form.kind);
    expect(signed).toEqual(['trainingRecord', 'repairReport', 'commissioningReport', 'batchReport']);
    for (const kind of signed) {
      const keys = latestForm(kind).fields.map((field) => field.key);
      expect(keys).toEqual(
        expect.arrayContaining(['evaluationState', 'evaluationEffect', 'suggestion', 'signature']),
      );
      expect(latestForm(kind).layout.paper.customerSignature).toBe(true);
    }
  });

  it('has only Chinese labels', () => {
    for (const form of [...allForms, ...allMasterForms]) {
      for (const field of form.fields) {
        expect(field.label, `${form.title} ${field.key}`).toMatch(/[\u4e00-\u9fff]/);
        for (const option of field.options ?? []) expect(option.label).toMatch(/[\u4e00-\u9fff]/);
      }
    }
  });
});

describe('defineForm', () => {
  const good = JSON.parse(JSON.stringify(latestForm('phoneRecord'))) as FormDefinition;
  const broken: readonly (readonly [string, (form: Record<string, unknown> & FormDefinition) => unknown])[] =
    [
      ['an unknown property', (form) => ({ ...form, script: 'x' })],
      ['a code that is no form code', (form) => ({ ...form, code: 'QR758-12A' })],
      ['two fields with one key', (form) => ({ ...form, fields: [...form.fields, form.fields[0]] })],
      [
        'a field in a group that is not there',
        (form) => ({ ...form, fields: form.fields.map((field) => ({ ...field, group: 'nowhere' })) }),
      ],
      [
        'a choice without options',
        (form) => ({ ...form, fields: form.fields.map(({ options, ...field }) => field) }),
      ],
      [
        'a condition on a field that is not there',
        (form) => ({
          ...form,
          fields: form.fields.map((field) => ({
            ...field,
            visibleWhen: [{ field: 'nothing', filled: true }],
          })),
        }),
      ],
      ['an occurred time that is no time', (form) => ({ ...form, occurredFrom: 'need' })],
      [
        'seven fields of quick entry',
        (form) => ({ ...form, layout: { ...form.layout, quick: Array(7).fill('need') } }),
      ],
    ];
  it.each(broken)('refuses %s', (_, breakIt) => {
    expect(() => defineForm(breakIt(good as Record<string, unknown> & FormDefinition))).toThrow(
      /表单定义不正确/,
    );
  });
});

describe('parts and states', () => {
  const notice = latestForm('dispatchNotice');
  const editable = (key: string, state: string) => {
    const field = notice.fields.find((candidate) => candidate.key === key);
    return field !== undefined && isFieldEditable(notice, field, state);
  };

  it('freezes the issued part of 04A at the signature and opens the return part then', () => {
    expect([editable('taskText', 'draft'), editable('taskText', 'issued')]).toEqual([true, false]);
    expect([editable('outcome', 'draft'), editable('outcome', 'issued')]).toEqual([false, true]);
    expect(editable('outcome', 'returned')).toBe(false);
  });

  it('never lets a person write what the program fills', () => {
    expect(editable('issuedBy', 'draft')).toBe(false);
  });
});

describe('contentSchema', () => {
  it('refuses keys that the form lacks and takes empty drafts', () => {
    const schema = contentSchema(latestForm('phoneRecord'));
    expect(schema.safeParse({}).success).toBe(true);
    expect(schema.safeParse({ need: null, result: '' }).success).toBe(true);
    expect(schema.safeParse({ need: '天线故障', minutes: 3 }).success).toBe(true);
    expect(schema.safeParse({ nothing: 1 }).success).toBe(false);
    expect(schema.safeParse({ minutes: -1 }).success).toBe(false);
    expect(schema.safeParse({ direction: 'sideways' }).success).toBe(false);
  });
});

describe('conditionsHold', () => {
  const head = { customer: null, equipment: [], task: 'HQ-0000000000000000' };
  it.each([
    [[{ field: 'a', equals: 'x' }], { a: 'x' }, true],
    [[{ field: 'a', equals: true }], { a: false }, false],
    [[{ field: 'a', oneOf: ['x', 'y'] }], { a: 'y' }, true],
    [[{ field: 'a', oneOf: ['x'] }], { a: ['z', 'x'] }, true],
    [[{ field: 'a', filled: true }], { a: '  ' }, false],
    [[{ field: 'a', filled: false }], {}, true],
    [[{ field: 'head.task', filled: true }], {}, true],
    [[{ field: 'head.customer', filled: false }], {}, true],
    [[{ field: 'head.equipment', filled: true }], {}, false],
  ])('%j of %j is %s', (conditions, content, expected) => {
    expect(conditionsHold(conditions, content, head)).toBe(expected);
  });
});
