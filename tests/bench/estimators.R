# Milliseconds of a processor that metafor takes a fit, of the cases that a file names by kind: Rscript estimators.R FILE
suppressMessages(library(metafor))
cases <- jsonlite::fromJSON(commandArgs(trailingOnly = TRUE)[1], simplifyDataFrame = FALSE)
times <- 20
each <- function(sets, fit) {
  runs <- replicate(5, {
    time <- system.time(for (i in seq_len(times)) for (set in sets) suppressWarnings(fit(set)))
    unname(time["user.self"] + time["sys.self"])
  })
  1000 * median(runs) / times / length(sets)
}
strata <- function(measure) function(x) {
  rma.mh(measure = measure, ai = x[, 1], n1i = x[, 2], ci = x[, 3], n2i = x[, 4], add = 0, to = "none", drop00 = FALSE)
}
random <- function(set) {
  control <- list(threshold = 1e-11 * mean(set$variances), maxiter = 10000)
  rma(set$estimates, set$variances, method = "REML", test = "adhoc", control = control)
}
cat(jsonlite::toJSON(list(
  random = each(cases$random, random), odds_ratio = each(cases$strata, strata("OR")),
  risk_ratio = each(cases$strata, strata("RR")), version = as.character(packageVersion("metafor"))
), auto_unbox = TRUE))
