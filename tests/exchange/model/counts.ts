/** What a run of histories did, so that nobody takes an idle model for a passed one. */
export interface Counts {
  histories: number;
  sealed: number;
  accepted: number;
  held: number;
  damaged: number;
  crashes: number;
  renewals: number;
  epochs: number;
  clones: number;
  forks: number;
  voids: number;
  snapshots: number;
}

/** Nothing done yet. */
export const noCounts = (): Counts => ({
  histories: 0,
  sealed: 0,
  accepted: 0,
  held: 0,
  damaged: 0,
  crashes: 0,
  renewals: 0,
  epochs: 0,
  clones: 0,
  forks: 0,
  voids: 0,
  snapshots: 0,
});
