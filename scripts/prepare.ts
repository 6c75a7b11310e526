console.log("prepare");
