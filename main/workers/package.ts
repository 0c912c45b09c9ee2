import { parentPort } from 'node:worker_threads';
import { servePackageJobs } from '../exchange/format/thread/jobs.ts';

// Hashing, sealing and checking of packages, off the thread that the screens and the database wait for.
if (parentPort !== null) servePackageJobs(parentPort);
