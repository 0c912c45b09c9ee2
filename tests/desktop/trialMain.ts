import { startTrialProgram } from './program.ts';

// The trial page as a program of its own, so that the way in which end-to-end tests start the product is tried too.
const program = await startTrialProgram();
const { desktop } = program;
console.log(`arguments: ${process.argv.slice(2).join(' ')}`);
desktop.onQuit(async () => {
  await desktop.clipboard.clearIfOurs();
  console.log('finished');
});
desktop.watchLockTriggers(
  () => 300,
  () => true,
  (trigger) => {
    console.log(`trigger: ${trigger}`);
    if (trigger === 'idle' || trigger === 'screenLock') void desktop.renewPage();
    if (trigger === 'suspend') {
      void desktop.dialogs.openFile({ title: 'Choose' }).then((path) => console.log(`chosen: ${path}`));
    }
    if (trigger === 'resume') void desktop.clipboard.write('copied by the program');
  },
);
