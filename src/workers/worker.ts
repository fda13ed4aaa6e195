import { parentPort, workerData } from 'node:worker_threads';
import { seenIn } from '../campaign/index.ts';
import { selectRules } from '../judging/index.ts';
import { openSubject } from '../subjects/index.ts';
import { toReply } from './messages.ts';
import type { Assignment, Question } from './messages.ts';

// The thread itself: it opens the subject once, and examines one batch after the other.
const assignment = workerData as Assignment;
const { spec, version, seed } = assignment;
const bench = { subject: await openSubject(spec, { version }), rules: selectRules(assignment), seed };

parentPort?.on('message', (batch: Question) => {
  void seenIn(batch, bench).then((seen) => parentPort?.postMessage(toReply(seen)));
});
