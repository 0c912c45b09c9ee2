import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '../errors.ts';
import { foldText, highlightTerms, indexText, matchExpression, tokenise } from './cjk.ts';

describe('tokenise', () => {
  it.each([
    ['通信故障', ['通', '信', '故', '障']],
    ['HG-2026/0012A', ['hg', '2026', '0012a']],
    ['ＨＧ１２', ['hg12']],
    ['更换PA模块3个', ['更', '换', 'pa', '模', '块', '3', '个']],
    ['𠀀㐀〇', ['𠀀', '㐀', '〇']],
    ['，。！ ', []],
  ])('%s', (text, tokens) => {
    expect(tokenise(text)).toEqual(tokens);
  });

  it('keeps identifiers of 19 digits whole', () => {
    expect(tokenise('0012345678901234567')).toEqual(['0012345678901234567']);
  });

  it('is stable: index text gives the same tokens again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(tokenise(indexText(text))).toEqual(text.split('\n').flatMap(tokenise));
        expect(foldText(foldText(text))).toBe(foldText(text));
      }),
    );
  });
});

describe('matchExpression', () => {
  it.each([
    ['故障', '"故 障"'],
    ['通信 故障', '("通 信" AND "故 障")'],
    ['通信 AND 故障', '("通 信" AND "故 障")'],
    ['通信 与 故障', '("通 信" AND "故 障")'],
    ['通信 OR 故障', '("通 信" OR "故 障")'],
    ['a 或 b 或 c', '("a"* OR "b"* OR "c"*)'],
    ['通信 NOT 天线', '("通 信" NOT "天 线")'],
    ['通信 与 非 天线', '("通 信" NOT "天 线")'],
    ['（通信 或 电台） 故障', '(("通 信" OR "电 台") AND "故 障")'],
    ['“无 发射” HG-12', '("无 发 射" AND "hg 12"*)'],
    ['"HG 12"', '"hg 12"'],
    ['通信 ， 故障', '("通 信" AND "故 障")'],
    ['与众不同', '"与 众 不 同"'],
    ['or', '"or"*'],
  ])('%s → %s', (query, expression) => {
    expect(matchExpression(query)).toBe(expression);
  });

  it.each([
    '',
    '   ',
    '，。',
    'NOT 天线',
    '通信 NOT',
    '通信 OR',
    'AND 通信',
    '(通信',
    '通信)',
    '()',
    '"通信',
    '通信 OR OR 故障',
  ])('refuses %j in Chinese', (query) => {
    expect(() => matchExpression(query)).toThrow(AppError);
    expect(() => matchExpression(query)).toThrow(/检索式不正确/);
  });

  it('refuses more than 40 terms', () => {
    expect(() => matchExpression('天 '.repeat(41))).toThrow(/40/);
  });

  it('never lets anything typed through unquoted', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'ab"*^:()-+{}天线与或非 NOTANDR\'\\;\0') }),
        (query) => {
          let expression: string;
          try {
            expression = matchExpression(query);
          } catch (error) {
            expect(error).toBeInstanceOf(AppError);
            return;
          }
          const bare = expression.replace(/"[\p{L}\p{N} ]*"\*?/gu, '');
          expect(bare).toMatch(/^(?:[() ]|AND|OR|NOT)*$/);
        },
      ),
    );
  });
});

describe('highlightTerms', () => {
  it('leaves out excluded words', () => {
    expect(highlightTerms('通信 非 天线 HG-12')).toEqual([
      ['通', '信'],
      ['hg', '12'],
    ]);
    expect(highlightTerms('"x')).toEqual([]);
  });
});
