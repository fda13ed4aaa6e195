// npm run bench [-- case|check|generate|append|growth|harness|command|reports [options]]: each measurement is a file of its own beside this one.
const [which = 'case', ...rest] = process.argv.slice(2).filter((word, at) => at > 0 || !word.startsWith('-'));
const known = ['case', 'check', 'generate', 'append', 'growth', 'harness', 'command', 'reports'];
if (!known.includes(which)) {
  console.error(`bench: there is no measurement ${JSON.stringify(which)}; use one of ${known.join(', ')}.`);
  process.exit(2);
}
const { measure } = await import(`./${which}.js`);
await measure(process.argv[2] === which ? rest : process.argv.slice(2));
