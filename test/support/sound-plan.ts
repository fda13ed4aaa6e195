/** A plan whose image breaks no rule of profile zboot above a remark: its section starts at a page of the file. */
export const SOUND_PLAN =
  'machine=arm64 grain=page headerRoom=page sections=.text:code:0:0 request=.bpf:0:1:0x40000040';
