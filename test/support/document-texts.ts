/** Properties of a report whose value is a text that may be anything. */
const FREE = new Set(
  (
    'id name title reason message path sentence about actual what by example code plan replay version rule caseId profile because ' +
    'caveat errorMessage policy feature group owner startedAt node defect'
  ).split(' '),
);
/** Lists of such texts. */
const FREE_LISTS = new Set(
  'features references rejectedBy notes rules excludedRules command followers mutations follows values'.split(' '),
);

/** A document with another text in each of its places that may have any. */
export function withTexts<T>(document: T, textAt: (text: string) => string): T {
  return changed(document, '', textAt) as T;
}

function changed(value: unknown, key: string, textAt: (text: string) => string): unknown {
  if (Array.isArray(value)) {
    return value.map((each: unknown) =>
      typeof each === 'string' && FREE_LISTS.has(key) ? textAt(each) : changed(each, key, textAt),
    );
  }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, changed(each, name, textAt)]));
  }
  return typeof value === 'string' && FREE.has(key) ? textAt(value) : value;
}
