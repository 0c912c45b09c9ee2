/** Jumps to the groups of a long page; the groups carry the same ids. */
export function SectionAnchors({ sections }: { sections: readonly { id: string; label: string }[] }) {
  return (
    <nav className="anchors" aria-label="本页各段">
      {sections.map((section) => (
        <button
          key={section.id}
          type="button"
          onClick={() => {
            const target = document.getElementById(section.id);
            target?.scrollIntoView({ block: 'start' });
            target
              ?.querySelector<HTMLElement>('input, textarea, button, [tabindex="0"]')
              ?.focus({ preventScroll: true });
          }}
        >
          {section.label}
        </button>
      ))}
    </nav>
  );
}
