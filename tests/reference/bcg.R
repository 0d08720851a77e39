# Writes bcg.json: the counts of dat.bcg, and the pooled log risk ratio of all trials that were public by the end of each
# year. Run as `Rscript tests/reference/bcg.R`; see README.md here.

suppressMessages({
  library(metafor)
  library(metadat)
})
dat <- dat.bcg[order(dat.bcg$year, dat.bcg$trial), ]
pooled <- function(year) {
  known <- escalc("RR", ai = tpos, bi = tneg, ci = cpos, di = cneg, data = dat[dat$year <= year, ])
  if (nrow(known) < 3) return(list(year = year, k = nrow(known)))
  all <- rma(yi, vi, data = known, method = "REML", test = "adhoc", control = list(threshold = 1e-12, maxiter = 10000))
  mh <- with(known, rma.mh(ai = tpos, bi = tneg, ci = cpos, di = cneg, measure = "RR", add = 0, to = "none"))
  list(
    year = year, k = all$k, estimate = c(all$b), low = all$ci.lb, high = all$ci.ub, tau = sqrt(all$tau2),
    tau_interval = confint(all)$random["tau", c("ci.lb", "ci.ub")], mh = c(mh$b, mh$ci.lb, mh$ci.ub)
  )
}
tables <- lapply(seq_len(nrow(dat)), function(i) {
  with(dat[i, ], list(author = author, year = year, events = tpos, n = tpos + tneg, control_events = cpos,
                      control_n = cpos + cneg, allocation = alloc, latitude = ablat))
})
made <- list(
  versions = lapply(c(R = "base", metafor = "metafor", metadat = "metadat"), function(p) as.character(packageVersion(p))),
  trials = tables,
  pooled = lapply(sort(unique(dat$year)), pooled)
)
writeLines(jsonlite::toJSON(made, auto_unbox = TRUE, digits = 15, pretty = TRUE), file.path("tests", "reference", "bcg.json"))
