/** Plan texts that several saboteurs share. */

/** Two sections, a page of headers and a payload with neighbours on both sides. */
export const PLAIN =
  'machine=arm64 headerRoom=page grain=page sections=.text:code:2:0,.data:data:1:64 position=middle payload=600 request=.bpf:1:100:0x40000040 seed=1';

/** No free byte behind the section table, and data that may move; the second section has none. */
export const GROWING =
  'machine=x86-64 headerRoom=0 sections=.text:code:2:0,.bss:bss:0:64,.data:data:1:64 position=middle payload=600 request=.bpf:1:100:0x40000040 seed=2';

/** Headers that fill their page up to the lowest address: the request has to be refused. */
export const NO_ROOM =
  'machine=arm64 headerRoom=0 grain=page sections=.text:code:2:0,.data:data:1:64 request=.bpf:1:100:0x40000040 seed=3';

/** A DOS stub. */
export const STUB = `${PLAIN} stub=64`;

/** Debug data directly behind the section table. */
export const DEBUG_SLACK = `${PLAIN} directories=7 debug=both`;

/** A certificate table at the end of the file. */
export const SIGNED = `${PLAIN} certificates=1 signedName=500`;

/** A request for a name that a section has already. */
export const NAME_TAKEN =
  'machine=arm64 headerRoom=page grain=page sections=.text:code:2:0,.bpf:data:1:64 request=.bpf:1:100:0x40000040 seed=4';
