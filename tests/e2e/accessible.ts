import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/** WCAG 2.2 AA and below. */
const standards = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
/** The design size, 200 % zoom of it, and a window just too narrow for list and detail side by side. */
const designSize = { width: 1366, height: 768 };
const tighterSizes = [
  { width: 683, height: 384 },
  { width: 1100, height: 700 },
] as const;

/**
 * Expects of the page as it stands, on a program that follows the system's colours: axe finds nothing against WCAG 2.2 A
 * and AA in light, no contrast is too low in dark, and at 200 % zoom and in a narrow window nothing scrolls sideways and
 * no control is cut off. The list in the message names rule, place and what was wrong.
 */
export async function expectAccessible(page: Page, name?: string): Promise<void> {
  const scheme = await page.evaluate(() =>
    matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light',
  );
  const found = await axe(page);
  // Colours alone differ between the two: what axe says of names, roles and order is the same.
  await page.emulateMedia({ colorScheme: scheme === 'dark' ? 'light' : 'dark' });
  found.push(...(await axe(page, ['color-contrast'])));
  await page.emulateMedia({ colorScheme: scheme });
  for (const size of tighterSizes) {
    await page.setViewportSize(size);
    found.push(...(await page.evaluate(cutOff)).map((what) => `${size.width}×${size.height}: ${what}`));
  }
  await page.setViewportSize(designSize);
  expect.soft(found, name ?? '').toEqual([]);
}

async function axe(page: Page, rules?: string[]): Promise<string[]> {
  // The builder brings the whole of axe with every question; a page without frames keeps what it was brought before.
  const isThere = page.frames().length === 1 && (await page.evaluate(() => 'axe' in window));
  // Legacy mode keeps to this page: neither runtime lets a driver open an empty page beside it.
  const builder = new AxeBuilder({ page, ...(isThere ? { axeSource: ';' } : {}) })
    .setLegacyMode(true)
    // What was in order is not described node by node.
    .options({ resultTypes: ['violations'] });
  const { violations } = await (rules === undefined
    ? builder.withTags(standards)
    : builder.withRules(rules)
  ).analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} ${target.join(' ')}: ${failureSummary ?? ''}`),
  );
}

/** Runs in the page: sideways scrolling of the page, and controls that lie outside everything that could show them. */
async function cutOff(): Promise<string[]> {
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  // A notice that slides out of sight is on its way, not cut off.
  const moving = document
    .getAnimations()
    .filter((animation) => animation.effect?.getComputedTiming().iterations !== Number.POSITIVE_INFINITY);
  await Promise.allSettled(moving.map((animation) => animation.finished));
  const faults: string[] = [];
  // Borders and rounding: nothing that a person could see or would have to scroll to.
  const hair = 4;
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth)
    faults.push(`the page scrolls sideways by ${root.scrollWidth - root.clientWidth} px`);
  const words = (element: Element) =>
    `${element.tagName.toLowerCase()} “${(element.getAttribute('aria-label') ?? element.textContent ?? '').trim().slice(0, 30)}”`;
  for (const element of document.querySelectorAll<HTMLElement>('button, input, textarea, [role="tab"]')) {
    const box = element.getBoundingClientRect();
    if (box.width === 0 || box.height === 0 || !element.checkVisibility({ visibilityProperty: true }))
      continue;
    // A notice that has faded is gone; its element is taken away a moment later.
    const notice = element.closest('.mantine-Notification-root');
    if (notice?.checkVisibility({ opacityProperty: true }) === false) continue;
    // A frame that scrolls sideways by itself (a table, the strip of tabs) brings the control into sight.
    let left = 0;
    let right = innerWidth;
    let reachable = false;
    for (let frame = element.parentElement; frame !== null; frame = frame.parentElement) {
      const { overflowX, position } = getComputedStyle(frame);
      if ((overflowX === 'auto' || overflowX === 'scroll') && frame.scrollWidth > frame.clientWidth)
        reachable = true;
      if (overflowX === 'hidden' || overflowX === 'clip') {
        const edge = frame.getBoundingClientRect();
        left = Math.max(left, edge.left);
        right = Math.min(right, edge.right);
      }
      if (position === 'fixed') break;
    }
    if (!reachable && (box.left < left - 2 || box.right > right + 2))
      faults.push(`cut off: ${words(element)}`);
  }
  for (const frame of document.querySelectorAll<HTMLElement>(
    '.screen, .page-body, .record, .split, .split-detail, .top, .nav',
  )) {
    if (frame.checkVisibility() && frame.scrollWidth > frame.clientWidth + hair)
      faults.push(
        `.${frame.className.replaceAll(' ', '.')} is ${frame.scrollWidth - frame.clientWidth} px too wide`,
      );
  }
  return faults;
}
