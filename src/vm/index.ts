export {
  GuestError,
  type Language,
  type RuntimeCall,
  type RuntimeProcedure,
} from '../runtime/index.ts'
