import './archive.css';
import { PageHeader } from '../parts/PageHeader.tsx';
import { Volumes } from './Volumes.tsx';

/** 档案: volumes by class and year. */
export function ArchiveScreen() {
  return (
    <>
      <PageHeader title="档案" />
      <Volumes />
    </>
  );
}
