import { describe, expect, it } from 'vitest';
import { notBroughtBack, settlementsFor } from './itemsOut.ts';

const taken = [
  { kind: 'tool', name: '万用表', quantity: 2, number: '' },
  { kind: 'medium', name: '涉密U盘', quantity: 1, number: 'J-07' },
  { kind: 'part', name: '电源板', quantity: 3, number: '' },
];

describe('things taken along (5.5.4)', () => {
  it('are all missing while nothing is entered as brought back', () => {
    expect(notBroughtBack({ taken }).map((item) => [item.name, item.quantity])).toEqual([
      ['涉密U盘', 1],
      ['万用表', 2],
      ['电源板', 3],
    ]);
  });

  it('are settled by quantity, over several rows and states', () => {
    const broughtBack = [
      { name: '万用表', quantity: 2, state: 'unused' },
      { name: '涉密U盘', quantity: 1, number: 'J-07', state: 'used' },
      { name: '电源板', quantity: 1, state: 'consumed' },
      { name: '电源板', quantity: 1, state: 'unused' },
    ];
    expect(notBroughtBack({ taken, broughtBack })).toEqual([
      { kind: 'part', name: '电源板', quantity: 1, number: '' },
    ]);
  });

  it('with a number are answered by that number alone', () => {
    const other = [{ name: '涉密U盘', quantity: 1, number: 'J-08', state: 'unused' }];
    expect(notBroughtBack({ taken, broughtBack: other }).map((item) => item.number)).toContain('J-07');
  });

  it('are not answered by what the customer handed over', () => {
    const given = [{ name: '万用表', quantity: 2, state: 'received' }];
    expect(notBroughtBack({ taken, broughtBack: given }).map((item) => item.name)).toContain('万用表');
  });

  it('never count a secret medium as used up', () => {
    expect(settlementsFor('medium')).not.toContain('consumed');
    expect(settlementsFor('part')).toContain('consumed');
  });
});
