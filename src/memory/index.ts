export { Cage, type CageOptions, openCage } from './cage.ts'
export type { CageLayout, Region, RegionName } from './layout.ts'
