# Every subset of the first trials of a set of metadat by metafor's gosh, on one processor: Rscript gosh.R bcg 13
suppressMessages(library(metafor))
name <- commandArgs(trailingOnly = TRUE)[1]
k <- as.integer(commandArgs(trailingOnly = TRUE)[2])
set <- if (name == "bcg") escalc("RR", ai = tpos, bi = tneg, ci = cpos, di = cneg, data = dat.bcg) else get(name)
y <- as.numeric(set$yi)[1:k]
v <- as.numeric(set$vi)[1:k]
time <- system.time(subsets <- gosh(rma(y, v, method = "REML"), subsets = 2^k, progbar = FALSE))
several <- rowSums(subsets$incl) > 1
cat(jsonlite::toJSON(list(
  seconds = unname(time["user.self"] + time["sys.self"]), estimates = y, variances = v,
  numbers = c(subsets$incl[several, ] %*% 2^(seq_len(k) - 1)), means = subsets$res$estimate[several],
  tau = sqrt(subsets$res$tau2[several]), version = as.character(packageVersion("metafor"))
), auto_unbox = TRUE, digits = 15))
