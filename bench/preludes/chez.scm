;; Put before a benchmark program for Chez Scheme, which lacks R7RS's clock: nanoseconds, monotonic.
(define (jiffies-per-second) 1000000000)
(define (current-jiffy)
  (let ((now (current-time 'time-monotonic)))
    (+ (* 1000000000 (time-second now)) (time-nanosecond now))))
