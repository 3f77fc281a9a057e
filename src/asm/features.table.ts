// Features of the processor beyond the x86-64 baseline (SSE2), and where CPUID tells of them.
//
// An encoding row that names a feature may be emitted only where CPUID has its bit: an older processor
// raises an invalid opcode or, worse, runs another instruction (LZCNT is decoded as BSR, TZCNT as BSF).

/** CPUID leaf (subleaf 0), the register of its answer that counts, and the bit in it. */
export interface FeatureBit {
  readonly leaf: number
  readonly register: 'ebx' | 'ecx' | 'edx'
  readonly bit: number
}

export const cpuFeatures = {
  'sse4.1':  { leaf: 1,          register: 'ecx', bit: 19 },
  popcnt:    { leaf: 1,          register: 'ecx', bit: 23 },
  bmi1:      { leaf: 7,          register: 'ebx', bit: 3 },
  lzcnt:     { leaf: 0x80000001, register: 'ecx', bit: 5 },
  prefetchw: { leaf: 0x80000001, register: 'ecx', bit: 8 },
} as const satisfies Record<string, FeatureBit>

export type CpuFeature = keyof typeof cpuFeatures
